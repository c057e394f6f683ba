// Programs that read their attach cookie (Linux 5.15).
#include "../include/bpf.h"

static __u64 (*bpf_get_current_pid_tgid)(void) = (void *)14;
static __u64 (*bpf_get_attach_cookie)(void *context) = (void *)174;

const volatile __u64 wanted_group = 0x7ffb9f6e;

__u64 call_cookie;
__u64 start_cookie;
__u64 sample_cookie;
__u64 rename_cookie;
__u64 read_cookie;
__u64 process;

struct sys_enter {
    __u64 common;
    __u64 number;
    __u64 arguments[6];
};

SEC("tp/syscalls/sys_enter_getpgid") int on_getpgid(struct sys_enter *event)
{
    if (event->arguments[0] == wanted_group)
        call_cookie = bpf_get_attach_cookie(event);
    return 0;
}

SEC("uprobe") int on_start(void *registers)
{
    start_cookie = bpf_get_attach_cookie(registers);
    return 0;
}

SEC("perf_event") int on_sample(void *context)
{
    sample_cookie = bpf_get_attach_cookie(context);
    return 0;
}

// Requires Linux 6.10.
SEC("?raw_tp/task_rename") int on_rename(void *arguments)
{
    if (bpf_get_current_pid_tgid() >> 32 == process)
        rename_cookie = bpf_get_attach_cookie(arguments);
    return 0;
}

// Not loaded by default, because not every kernel supports kprobes.
SEC("?kprobe/vfs_read") int on_read(void *registers)
{
    if (bpf_get_current_pid_tgid() >> 32 == process)
        read_cookie = bpf_get_attach_cookie(registers);
    return 0;
}

char _license[] SEC("license") = "GPL";
