// Programs and maps for which the project sets names: sections whose names determine no program type, and names that are equal in C#.
#include "../include/bpf.h"

struct {
    __uint(type, BPF_MAP_TYPE_ARRAY);
    __uint(max_entries, 1);
    __type(key, __u32);
    __type(value, __u64);
} n1 SEC(".maps"), N1 SEC(".maps");

SEC("prog") int entry(void *ctx) { return 2; }

SEC("prog") int left_out(void *ctx) { return 0; }

SEC("socket") int first(void *ctx)
{
    __u32 zero = 0;
    __u64 *value = bpf_map_lookup_elem(&n1, &zero);
    if (value)
        *value = 1;
    value = bpf_map_lookup_elem(&N1, &zero);
    if (value)
        *value = 2;
    return 0;
}

SEC("socket") int First(void *ctx) { return 0; }

char LICENSE[] SEC("license") = "GPL";
