// Maps with initial entries in the object file: programs in a program array, and maps in maps of maps.
#include "../include/bpf.h"

#define BPF_MAP_TYPE_PROG_ARRAY 3
#define BPF_MAP_TYPE_HASH_OF_MAPS 13

static long (*bpf_tail_call)(void *ctx, void *array, __u32 index) = (void *)12;

struct inner {
    __uint(type, BPF_MAP_TYPE_ARRAY);
    __uint(max_entries, 1);
    __type(key, __u32);
    __type(value, __u64);
};

struct inner first SEC(".maps");
struct inner second SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
    __uint(max_entries, 4);
    __uint(key_size, sizeof(__u32));
    __array(values, struct inner);
} by_index SEC(".maps") = {
    .values = { [0] = &first, [3] = &second },
};

struct {
    __uint(type, BPF_MAP_TYPE_HASH_OF_MAPS);
    __uint(max_entries, 4);
    __uint(key_size, sizeof(__u32));
    __array(values, struct inner);
} by_key SEC(".maps") = {
    .values = { [2] = &first },
};

typedef int socket_filter(struct __sk_buff *);
int tail(struct __sk_buff *skb);
int spare_tail(struct __sk_buff *skb);

struct {
    __uint(type, BPF_MAP_TYPE_PROG_ARRAY);
    __uint(max_entries, 4);
    __uint(key_size, sizeof(__u32));
    __array(values, socket_filter);
} tails SEC(".maps") = {
    .values = { [1] = tail, [2] = spare_tail },
};

__u64 after_tail = 0;

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

SEC("socket")
int count(struct __sk_buff *skb)
{
    add(&by_index, 3);
    add(&by_key, 2);
    bpf_tail_call(skb, &tails, 2);
    bpf_tail_call(skb, &tails, 1);
    return 0;
}

SEC("socket")
int tail(struct __sk_buff *skb)
{
    after_tail += 1;
    return 0;
}

// This program is not loaded by default. If it is not loaded, its entry stays empty, and the caller of the tail call continues with the next statement.
SEC("?socket")
int spare_tail(struct __sk_buff *skb)
{
    return 0;
}
