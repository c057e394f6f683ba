// Map definitions of 24 and 28 bytes, as in the samples of the kernel, with an inner map and a NUMA node.
#include "include/bpf.h"

struct map_def_24 {
    __u32 type, key_size, value_size, max_entries, map_flags, inner_map_idx;
};

struct map_def_28 {
    __u32 type, key_size, value_size, max_entries, map_flags, inner_map_idx, numa_node;
};

#define BPF_F_NUMA_NODE (1 << 2)

struct map_def_28 SEC("maps") on_node = {
    .type = BPF_MAP_TYPE_HASH, .key_size = 4, .value_size = 8, .max_entries = 16, .map_flags = BPF_F_NUMA_NODE, .numa_node = 0,
};

// The inner map is given by its zero-based index among the definitions of the section.
struct map_def_24 SEC("maps") outer = {
    .type = BPF_MAP_TYPE_ARRAY_OF_MAPS, .key_size = 4, .value_size = 4, .max_entries = 2, .inner_map_idx = 2,
};

struct map_def_24 SEC("maps") plain = {
    .type = BPF_MAP_TYPE_ARRAY, .key_size = 4, .value_size = 8, .max_entries = 4,
};

SEC("socket")
int look(struct __sk_buff *skb)
{
    __u32 zero = 0;
    void *inner = bpf_map_lookup_elem(&outer, &zero);
    if (inner)
        bpf_map_lookup_elem(inner, &zero);
    bpf_map_lookup_elem(&plain, &zero);
    bpf_map_lookup_elem(&on_node, &zero);
    return 0;
}
