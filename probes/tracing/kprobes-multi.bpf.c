// Programs on the starts, or on the returns, of many kernel functions at once (Linux 5.18). In kprobes-session.bpf.c, one program is on both (Linux 6.10).
#include "../include/bpf.h"

static __u64 (*bpf_get_current_pid_tgid)(void) = (void *)14;
static __u64 (*bpf_get_attach_cookie)(void *context) = (void *)174;

__u64 process;
__u64 starts;
__u64 cookie;
__u64 returns;

static int is_wanted(void)
{
    return bpf_get_current_pid_tgid() >> 32 == process;
}

SEC("kprobe.multi/vfs_rea*") int on_starts(void *registers)
{
    if (is_wanted()) {
        cookie = bpf_get_attach_cookie(registers);
        __sync_fetch_and_add(&starts, 1);
    }
    return 0;
}

SEC("kretprobe.multi/vfs_read") int on_returns(void *registers)
{
    if (is_wanted())
        __sync_fetch_and_add(&returns, 1);
    return 0;
}

char _license[] SEC("license") = "GPL";
