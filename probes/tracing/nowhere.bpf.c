// A program on a tracepoint that every kernel has, and a program on a tracepoint that no kernel has. Attaching the object fails after the first program.
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
