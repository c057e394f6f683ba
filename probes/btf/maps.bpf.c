// BTF-defined maps: every member of a definition, an inner map, several maps in one section.
#include "../include/bpf.h"

struct key {
    __u32 protocol;
    __u16 type;
    __u8 pad[2];
};

struct {
    __uint(type, BPF_MAP_TYPE_HASH);
    __type(key, struct key);
    __type(value, __u64);
    __uint(max_entries, 64);
    __uint(map_flags, 1);
} by_key SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_ARRAY);
    __uint(key_size, 4);
    __uint(value_size, 8);
    __uint(max_entries, 2);
} plain SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
    __uint(key_size, 4);
    __uint(value_size, 4);
} events SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_RINGBUF);
    __uint(max_entries, 5000);
} ring SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
    __uint(max_entries, 4);
    __type(key, __u32);
    __array(values, struct {
        __uint(type, BPF_MAP_TYPE_ARRAY);
        __uint(max_entries, 3);
        __type(key, __u32);
        __type(value, __u64);
    });
} outer SEC(".maps");

static struct {
    __uint(type, BPF_MAP_TYPE_ARRAY);
    __type(key, __u32);
    __type(value, __u64);
    __ulong(max_entries, 1);
} unseen SEC(".maps");

SEC("socket")
int count(struct __sk_buff *skb)
{
    struct key key = { .protocol = skb->protocol };
    __u64 one = 1, *value = bpf_map_lookup_elem(&by_key, &key);
    if (value)
        __sync_fetch_and_add(value, 1);
    else
        bpf_map_update_elem(&by_key, &key, &one, 0);

    __u32 zero = 0;
    value = bpf_map_lookup_elem(&unseen, &zero);
    if (value)
        *value += 1;
    value = bpf_map_lookup_elem(&plain, &zero);
    if (value)
        *value += 2;
    void *inner = bpf_map_lookup_elem(&outer, &zero);
    if (inner)
        bpf_map_lookup_elem(inner, &zero);
    return 0;
}
