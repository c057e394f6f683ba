// Maps of maps whose inner maps, or the sizes of these, are left to the program that loads the object.
#include "../include/bpf.h"

#define BPF_MAP_TYPE_HASH_OF_MAPS 13

// The number of entries of the inner maps is missing.
struct {
    __uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
    __uint(max_entries, 4);
    __uint(key_size, sizeof(__u32));
    __array(values, struct {
        __uint(type, BPF_MAP_TYPE_HASH);
        __type(key, __u32);
        __type(value, __u64);
    });
} sized SEC(".maps");

// The definition of the inner maps is missing, as in objects for loaders that set it (bpf_map__set_inner_map_fd, MapSpec.InnerMap).
struct {
    __uint(type, BPF_MAP_TYPE_HASH_OF_MAPS);
    __uint(max_entries, 4);
    __uint(key_size, sizeof(__u32));
    __uint(value_size, sizeof(__u32));
} given SEC(".maps");

static void add(void *outer, __u32 key)
{
    __u32 zero = 0;
    void *map = bpf_map_lookup_elem(outer, &key);
    __u64 *value;

    if (!map)
        return;
    value = bpf_map_lookup_elem(map, &zero);
    if (value)
        *value += 1;
}

SEC("socket") int count(struct __sk_buff *skb)
{
    add(&sized, 1);
    add(&given, 2);
    return 0;
}

char _license[] SEC("license") = "GPL";
