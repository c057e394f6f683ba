// Programs that are bound to the kernel at load time: to a tracepoint, an iterator, targets that no kernel has, and targets that the section does not name.
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
