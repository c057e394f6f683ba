// Maps in sections with a suffix, and maps of maps that leave the size of their values to the loader.
#include "../include/bpf.h"

// aya accepts a suffix of .maps.
struct {
    __uint(type, BPF_MAP_TYPE_ARRAY);
    __uint(max_entries, 1);
    __type(key, __u32);
    __type(value, __u64);
} counts SEC(".maps.counters");

// The definition of the kernel's samples. The inner map is a position among all maps, because each map has a section of its own.
struct samples_map_def {
    __u32 type, key_size, value_size, max_entries, map_flags, inner_map_idx, numa_node;
};

struct samples_map_def SEC("maps/outer") outer = { BPF_MAP_TYPE_ARRAY_OF_MAPS, 4, 0, 2, 0, 1 };

struct samples_map_def SEC("maps/inner") inner = { BPF_MAP_TYPE_ARRAY, 4, 8, 1 };

struct bpf_map_def SEC("maps_of_this_project") plain = { BPF_MAP_TYPE_ARRAY, 4, 8, 1, 0 };

SEC("socket") int count(void *ctx)
{
    __u32 zero = 0;
    __u64 *value = bpf_map_lookup_elem(&counts, &zero);
    if (value)
        *value += 1;
    value = bpf_map_lookup_elem(&plain, &zero);
    if (value)
        *value += 2;
    void *slot = bpf_map_lookup_elem(&outer, &zero);
    value = slot ? bpf_map_lookup_elem(slot, &zero) : 0;
    if (value)
        *value += 3;
    return 0;
}

char LICENSE[] SEC("license") = "GPL";
