// A map of maps whose template no kernel creates: it has too many entries.
#include "../include/bpf.h"

#define BPF_MAP_TYPE_ARRAY_OF_MAPS 12

struct too_large {
    __uint(type, BPF_MAP_TYPE_ARRAY);
    __uint(max_entries, 0xffffffff);
    __type(key, __u32);
    __uint(value_size, 4096);
};

struct {
    __uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
    __uint(max_entries, 4);
    __uint(key_size, sizeof(__u32));
    __array(values, struct too_large);
} outer SEC(".maps");

SEC("socket")
int look(void *ctx)
{
    __u32 zero = 0;
    return bpf_map_lookup_elem(&outer, &zero) != 0;
}
