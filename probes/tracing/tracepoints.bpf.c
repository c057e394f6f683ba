// Tracepoint programs: a tracepoint program that reads the fields of its event, and raw tracepoint programs that read the arguments of the tracepoint.
#include "../include/bpf.h"

static long (*bpf_probe_read_kernel)(void *to, __u32 size, const void *from) = (void *)113;

// The test makes its events recognisable by the id of a process that does not exist and by a unique thread name.
const volatile __u64 wanted_group = 0x7ffb9f6e;

__u64 calls;
__u64 renames;

struct sys_enter {
    __u64 common;
    __u64 number;
    __u64 arguments[6];
};

SEC("tp/syscalls/sys_enter_getpgid") int on_getpgid(struct sys_enter *event)
{
    if (event->arguments[0] == wanted_group)
        __sync_fetch_and_add(&calls, 1);
    return 0;
}

SEC("raw_tp/task_rename") int on_rename(__u64 *arguments)
{
    __u64 name = 0;
    bpf_probe_read_kernel(&name, sizeof(name), (const void *)arguments[1]);
    // The name starts with "bpfgen-t".
    if (name == 0x742d6e6567667062ULL)
        __sync_fetch_and_add(&renames, 1);
    return 0;
}

// The section name does not contain the tracepoint.
SEC("raw_tp") int on_any(void *arguments)
{
    return 0;
}

char _license[] SEC("license") = "GPL";
