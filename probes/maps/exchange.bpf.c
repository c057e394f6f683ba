// Maps through which programs and user space exchange data for each packet: an LPM trie, a queue, a stack, a bloom filter and a user ring buffer.
#include "../include/bpf.h"

#define BPF_F_NO_PREALLOC 1
#define BPF_MAP_TYPE_LPM_TRIE 11
#define BPF_MAP_TYPE_QUEUE 22
#define BPF_MAP_TYPE_STACK 23
#define BPF_MAP_TYPE_BLOOM_FILTER 30
#define BPF_MAP_TYPE_USER_RINGBUF 31

struct bpf_dynptr;

static long (*bpf_skb_load_bytes)(const void *skb, __u32 offset, void *to, __u32 length) = (void *)26;
static long (*bpf_map_push_elem)(void *map, const void *value, __u64 flags) = (void *)87;
static long (*bpf_map_pop_elem)(void *map, void *value) = (void *)88;
static long (*bpf_map_peek_elem)(void *map, void *value) = (void *)89;
static void *(*bpf_dynptr_data)(const struct bpf_dynptr *dynptr, __u32 offset, __u32 length) = (void *)203;
static long (*bpf_user_ringbuf_drain)(void *map, void *callback, void *context, __u64 flags) = (void *)209;

struct network {
    __u32 length;
    __u8 address[4];
};

struct {
    __uint(type, BPF_MAP_TYPE_LPM_TRIE);
    __uint(map_flags, BPF_F_NO_PREALLOC);
    __uint(max_entries, 16);
    __type(key, struct network);
    __type(value, __u64);
} networks SEC(".maps");

// This definition has sizes, but no types of keys and values.
struct {
    __uint(type, BPF_MAP_TYPE_LPM_TRIE);
    __uint(map_flags, BPF_F_NO_PREALLOC);
    __uint(max_entries, 2);
    __uint(key_size, 20);
    __uint(value_size, 3);
} networks6 SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_QUEUE);
    __uint(max_entries, 4);
    __type(value, __u32);
} work SEC(".maps");

struct result {
    __u32 input;
    __u64 square;
};

struct {
    __uint(type, BPF_MAP_TYPE_STACK);
    __uint(max_entries, 4);
    __type(value, struct result);
} results SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_BLOOM_FILTER);
    __uint(max_entries, 1000);
    __type(value, __u32);
} refused SEC(".maps");

struct order {
    __u32 add;
    __u32 times;
};

struct {
    __uint(type, BPF_MAP_TYPE_USER_RINGBUF);
    __uint(max_entries, 4096);
    __type(value, struct order);
} orders SEC(".maps");

__u64 total;
__u64 received;

SEC("socket")
int route(struct __sk_buff *skb)
{
    struct network packet = { .length = 32 };
    __u64 *count;

    // The destination address of an IPv4 packet with an Ethernet header.
    if (bpf_skb_load_bytes(skb, 14 + 16, packet.address, sizeof(packet.address)))
        return 0;
    count = bpf_map_lookup_elem(&networks, &packet);
    if (count)
        ++*count; // Not atomic: the trie puts the value after a key of 4 bytes, and arm64 stops at an atomic access to 8 bytes that are not aligned.
    return 0;
}

// The value to look up in the filter. It is not on the stack, because Linux 7.2 treats this argument as an output buffer and rejects stack memory.
static __u32 asked;

SEC("socket")
int square(struct __sk_buff *skb)
{
    struct result result = {};

    if (bpf_map_pop_elem(&work, &result.input))
        return 0;
    asked = result.input;
    if (bpf_map_peek_elem(&refused, &asked))
        result.square = (__u64)result.input * result.input;
    bpf_map_push_elem(&results, &result, 0);
    return 0;
}

// The same without the bloom filter, which requires Linux 5.16.
SEC("?socket")
int pass_on(struct __sk_buff *skb)
{
    struct result result = {};

    if (!bpf_map_pop_elem(&work, &result.input))
        bpf_map_push_elem(&results, &result, 0);
    return 0;
}

static long obey_one(struct bpf_dynptr *record, void *context)
{
    struct order *order = bpf_dynptr_data(record, 0, sizeof(*order));

    if (order) {
        __sync_fetch_and_add(&total, (__u64)order->add * order->times);
        __sync_fetch_and_add(&received, 1);
    }
    return 0;
}

SEC("socket")
int obey(struct __sk_buff *skb)
{
    bpf_user_ringbuf_drain(&orders, obey_one, 0, 0);
    return 0;
}

char LICENSE[] SEC("license") = "GPL";
