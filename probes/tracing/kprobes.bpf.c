// Programs on kernel functions. They count the events of one process, whose id the test sets.
#include "../include/bpf.h"

static __u64 (*bpf_get_current_pid_tgid)(void) = (void *)14;

__u64 process;
__u64 starts;
__u64 returns;
__u64 calls;
__u64 call_returns;

static int is_wanted(void)
{
    return bpf_get_current_pid_tgid() >> 32 == process;
}

SEC("kprobe/vfs_read") int on_read(void *registers)
{
    if (is_wanted())
        __sync_fetch_and_add(&starts, 1);
    return 0;
}

SEC("kretprobe/vfs_read") int on_read_return(void *registers)
{
    if (is_wanted())
        __sync_fetch_and_add(&returns, 1);
    return 0;
}

SEC("ksyscall/getpgid") int on_getpgid(void *registers)
{
    if (is_wanted())
        __sync_fetch_and_add(&calls, 1);
    return 0;
}

SEC("kretsyscall/getpgid") int on_getpgid_return(void *registers)
{
    if (is_wanted())
        __sync_fetch_and_add(&call_returns, 1);
    return 0;
}

char _license[] SEC("license") = "GPL";
