// Sections with more text after the hook, so that an object can have several programs for a hook.
#include "../include/bpf.h"

const volatile __u64 wanted_group = 0x7ffb9f70;

__u64 calls;
__u64 reads;

struct sys_enter {
    __u64 common;
    __u64 number;
    __u64 arguments[6];
};

SEC("tracepoint/syscalls/sys_enter_getpgid/v2") int on_getpgid(struct sys_enter *event)
{
    if (event->arguments[0] == wanted_group)
        __sync_fetch_and_add(&calls, 1);
    return 0;
}

SEC("kprobe/vfs_read/v2") int on_read(void *registers)
{
    __sync_fetch_and_add(&reads, 1);
    return 0;
}

char LICENSE[] SEC("license") = "GPL";
