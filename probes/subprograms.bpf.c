// Subprograms: static and global functions, nested calls, a function that two programs call, and a map that a function uses.
#include "include/bpf.h"

struct bpf_map_def SEC("maps") results = { .type = BPF_MAP_TYPE_ARRAY, .key_size = 4, .value_size = 8, .max_entries = 2 };

static __attribute__((noinline)) __u64 twice(__u64 number)
{
    return number * 2;
}

static __attribute__((noinline)) int store(__u32 index, __u64 number)
{
    __u64 *result = bpf_map_lookup_elem(&results, &index);
    if (result)
        *result = twice(number) + 1;
    return 0;
}

__attribute__((noinline)) int store_length(struct __sk_buff *skb, __u32 index)
{
    return store(index, skb->len);
}

SEC("socket")
int store_constant(struct __sk_buff *skb)
{
    store(0, 20);
    return 0;
}

SEC("socket")
int store_packet(struct __sk_buff *skb)
{
    store_length(skb, 1);
    return 0;
}
