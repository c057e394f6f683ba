// Programs that need another flag or attach type than their section stands for. The load options set it.
#include "../include/bpf.h"

static __u64 (*bpf_get_current_pid_tgid)(void) = (void *)14;
static long (*bpf_copy_from_user)(void *to, __u32 size, const void *from) = (void *)148;

__u64 process;
__u64 address;
__u64 word;
__u64 packets;
__u64 calls;
__u64 returned = 1;

// Calls a helper that only sleepable programs may call: BPF_F_SLEEPABLE.
SEC("uprobe/libbpfgen-probed.so:probed_one") int sleeps(void *registers)
{
    __u64 read;

    if (bpf_get_current_pid_tgid() >> 32 == process && !bpf_copy_from_user(&read, sizeof(read), (void *)address))
        word = read;
    return 0;
}

// Counts the packets that leave: BPF_CGROUP_INET_EGRESS.
SEC("cgroup_skb/ingress") int leaves(struct __sk_buff *skb)
{
    packets += 1;
    return 1;
}

// Reads the value that the function returns, after its one argument: BPF_TRACE_FEXIT.
SEC("?fentry/security_task_getpgid") int returns(__u64 *context)
{
    if (bpf_get_current_pid_tgid() >> 32 == process) {
        calls += 1;
        returned = context[1];
    }
    return 0;
}

char _license[] SEC("license") = "GPL";
