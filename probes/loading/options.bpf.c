// An object for load options: constants, sizes, pins, shared maps, and the selection of programs.
#include "../include/bpf.h"

struct limits {
    __u32 low;
    __u32 high;
};

const volatile __u64 step = 1;
const volatile __u32 follow_null = 0;
const volatile struct limits limits = { 1, 2 };

__u64 first_packet = 0;
__u64 packets = 0;
__u64 by_option = 0;

struct {
    __uint(type, BPF_MAP_TYPE_HASH);
    __uint(max_entries, 16);
    __type(key, __u32);
    __type(value, __u64);
} counts SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_RINGBUF);
    __uint(max_entries, 4096);
} events SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_ARRAY);
    __uint(max_entries, 1);
    __type(key, __u32);
    __type(value, __u64);
} spare SEC(".maps");

SEC("socket")
int count(struct __sk_buff *skb)
{
    __u32 key = limits.high;
    __u64 *value = bpf_map_lookup_elem(&counts, &key);

    // A constant decides whether the verifier sees an access through a null pointer here.
    if (value || follow_null)
        *value += 1;
    packets += step;
    return 0;
}

SEC("?socket")
int on_request(struct __sk_buff *skb)
{
    by_option += 1;
    return 0;
}

SEC("?socket")
int uses_spare(struct __sk_buff *skb)
{
    __u32 key = 0;
    __u64 *value = bpf_map_lookup_elem(&spare, &key);

    if (value)
        *value += 1;
    return 0;
}
