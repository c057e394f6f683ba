// Atomic operations at addresses that are never aligned, which panic an arm64 kernel, and some that are aligned. Do not run these programs.
#include "../include/bpf.h"
#include "../include/kernel.h"

#define BPF_F_NO_PREALLOC 1
#define BPF_MAP_TYPE_LPM_TRIE 11

struct network {
    __u32 length;
    __u8 address[4];
};

struct network6 {
    __u32 length;
    __u8 address[16];
};

struct {
    __uint(type, BPF_MAP_TYPE_LPM_TRIE);
    __uint(map_flags, BPF_F_NO_PREALLOC);
    __uint(max_entries, 16);
    __type(key, struct network);
    __type(value, __u64);
} networks SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_LPM_TRIE);
    __uint(map_flags, BPF_F_NO_PREALLOC);
    __uint(max_entries, 16);
    __type(key, struct network6);
    __type(value, __u64);
} networks6 SEC(".maps");

struct packed {
    __u32 first;
    __u64 second;
} __attribute__((packed));

struct {
    __uint(type, BPF_MAP_TYPE_HASH);
    __uint(max_entries, 16);
    __type(key, __u32);
    __type(value, struct packed);
} packed SEC(".maps");

struct packed global;
__u64 total;

SEC("socket") int of_trie(struct __sk_buff *skb)
{
    struct network key = {};
    __u64 *value = bpf_map_lookup_elem(&networks, &key);

    if (value)
        __sync_fetch_and_add(value, 1);
    return 0;
}

static __noinline void add(__u64 *value)
{
    if (value)
        __sync_fetch_and_add(value, 1);
}

SEC("socket") int by_call(struct __sk_buff *skb)
{
    struct network key = {};

    add(bpf_map_lookup_elem(&networks, &key));
    return 0;
}

SEC("socket") int of_field(struct __sk_buff *skb)
{
    __u32 key = 0;
    struct packed *value = bpf_map_lookup_elem(&packed, &key);

    if (value)
        __sync_fetch_and_add(&value->second, 1);
    return 0;
}

SEC("socket") int of_variable(struct __sk_buff *skb)
{
    __sync_fetch_and_add(&global.second, 1);
    return 0;
}

// The key has an address of 16 bytes, so its value is aligned. A number of 4 bytes is aligned in both tries.
SEC("socket") int aligned(struct __sk_buff *skb)
{
    struct network6 key6 = {};
    struct network key = {};
    __u64 *value6 = bpf_map_lookup_elem(&networks6, &key6);
    __u64 *value = bpf_map_lookup_elem(&networks, &key);
    __u32 number = 0;
    struct packed *field = bpf_map_lookup_elem(&packed, &number);

    if (value6)
        __sync_fetch_and_add(value6, 1);
    if (value)
        __sync_fetch_and_add((__u32 *)value, 1);
    if (field)
        __sync_fetch_and_add(&field->first, 1);
    __sync_fetch_and_add(&total, 1);
    return 0;
}

// The address is that of either map.
SEC("socket") int unknown(struct __sk_buff *skb)
{
    struct network6 key6 = {};
    struct network key = {};
    __u64 *value = skb->len > 100 ? bpf_map_lookup_elem(&networks6, &key6) : bpf_map_lookup_elem(&networks, &key);

    if (value)
        __sync_fetch_and_add(value, 1);
    return 0;
}

char LICENSE[] SEC("license") = "GPL";
