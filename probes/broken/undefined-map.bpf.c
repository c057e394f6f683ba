// The map that the program refers to is declared but not defined.
#include "../include/bpf.h"

extern struct bpf_map_def nowhere;

SEC("socket")
int look(void *ctx)
{
    __u32 zero = 0;
    bpf_map_lookup_elem(&nowhere, &zero);
    return 0;
}
