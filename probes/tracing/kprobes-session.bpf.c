// One program on the starts and returns of kernel functions (Linux 6.10). Its return value at the start decides whether it runs at the return.
#include "../include/bpf.h"

static __u64 (*bpf_get_current_pid_tgid)(void) = (void *)14;
static __u64 (*bpf_get_attach_cookie)(void *context) = (void *)174;

__u64 process;
__u64 both;
// The sum of the cookies of all runs.
__u64 cookies;

SEC("kprobe.session/vfs_read") int on_both(void *registers)
{
    if (bpf_get_current_pid_tgid() >> 32 != process)
        return 1;
    __sync_fetch_and_add(&both, 1);
    __sync_fetch_and_add(&cookies, bpf_get_attach_cookie(registers));
    return 0;
}

char _license[] SEC("license") = "GPL";
