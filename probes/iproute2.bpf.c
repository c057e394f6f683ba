// Map definitions of iproute2: 36 bytes, with an id, a pinning mode, and an inner map that is given by its id.
#include "include/bpf.h"

struct bpf_elf_map {
    __u32 type, size_key, size_value, max_elem, flags, id, pinning, inner_id, inner_idx;
};

#define PIN_GLOBAL_NS 2

// The outer map is defined before its inner map, which must be created first.
struct bpf_elf_map SEC("maps") outer = {
    .type = BPF_MAP_TYPE_ARRAY_OF_MAPS, .size_key = 4, .size_value = 4, .max_elem = 2, .inner_id = 7,
};

struct bpf_elf_map SEC("maps") inner = {
    .type = BPF_MAP_TYPE_ARRAY, .size_key = 4, .size_value = 8, .max_elem = 4, .id = 7,
};

struct bpf_elf_map SEC("maps") bpfgen_iproute2 = {
    .type = BPF_MAP_TYPE_ARRAY, .size_key = 4, .size_value = 8, .max_elem = 1, .pinning = PIN_GLOBAL_NS,
};

SEC("socket")
int count(struct __sk_buff *skb)
{
    __u32 zero = 0;
    void *map = bpf_map_lookup_elem(&outer, &zero);
    if (map)
        bpf_map_lookup_elem(map, &zero);
    __u64 *packets = bpf_map_lookup_elem(&bpfgen_iproute2, &zero);
    if (packets)
        __sync_fetch_and_add(packets, 1);
    return 0;
}
