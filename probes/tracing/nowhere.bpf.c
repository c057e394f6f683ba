// A tracepoint that no kernel has, after one that every kernel has: attaching fails half-way.
#include "../include/bpf.h"

SEC("raw_tp/task_rename") int somewhere(void *arguments)
{
    return 0;
}

SEC("raw_tp/bpfgen_nowhere") int nowhere(void *arguments)
{
    return 0;
}

char _license[] SEC("license") = "GPL";
