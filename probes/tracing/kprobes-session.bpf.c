// One program on starts and returns of functions of the kernel (Linux 6.10): what it returns at the start says whether it sees the return.
#include "../include/bpf.h"

static __u64 (*bpf_get_current_pid_tgid)(void) = (void *)14;

__u64 process;
__u64 both;

SEC("kprobe.session/vfs_read") int on_both(void *registers)
{
    if (bpf_get_current_pid_tgid() >> 32 != process)
        return 1;
    __sync_fetch_and_add(&both, 1);
    return 0;
}

char _license[] SEC("license") = "GPL";
