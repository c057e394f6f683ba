// Programs that are bound to the kernel when they are loaded: to a tracepoint, an iterator, and targets that no kernel has or that nobody names.
#include "../include/bpf.h"

__u64 renames;

SEC("tp_btf/task_rename") int on_rename(__u64 *arguments)
{
    __sync_fetch_and_add(&renames, 1);
    return 0;
}

SEC("iter/task") int each_task(void *context)
{
    return 0;
}

SEC("?tp_btf/no_such_tracepoint") int nowhere(void *context)
{
    return 0;
}

SEC("?fentry/no_such_module:no_such_function") int in_no_module(void *context)
{
    return 0;
}

SEC("?fentry") int unbound(void *context)
{
    return 0;
}

SEC("?freplace/packets") int replacement(void *context)
{
    return 0;
}

char LICENSE[] SEC("license") = "GPL";
