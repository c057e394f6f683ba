// Programs that count packets in every type of hash map and array. Several maps share a section, and so do several programs.
#include "include/bpf.h"

#define MAP(name, kind, key, value, entries) \
    struct bpf_map_def SEC("maps") name = { .type = kind, .key_size = key, .value_size = value, .max_entries = entries }

struct flow {
    __u32 protocol;
    __u32 packet_type;
    __u32 zero;
};

struct totals {
    __u64 packets;
    __u64 bytes;
    __u64 last_length;
};

MAP(by_protocol, BPF_MAP_TYPE_HASH, 4, 8, 64);
MAP(recent, BPF_MAP_TYPE_LRU_HASH, 4, 8, 64);
MAP(by_protocol_cpu, BPF_MAP_TYPE_PERCPU_HASH, 4, 8, 64);
MAP(recent_cpu, BPF_MAP_TYPE_LRU_PERCPU_HASH, 4, 8, 64);
MAP(packets, BPF_MAP_TYPE_ARRAY, 4, 8, 2);
MAP(packets_cpu, BPF_MAP_TYPE_PERCPU_ARRAY, 4, 8, 2);
MAP(flows, BPF_MAP_TYPE_HASH, sizeof(struct flow), sizeof(struct totals), 64);

static __attribute__((always_inline)) void add(void *map, __u32 key)
{
    __u64 one = 1;
    __u64 *count = bpf_map_lookup_elem(map, &key);
    if (count)
        __sync_fetch_and_add(count, 1);
    else
        bpf_map_update_elem(map, &key, &one, 0);
}

SEC("socket")
int count_hashes(struct __sk_buff *skb)
{
    add(&by_protocol, skb->protocol);
    add(&recent, skb->protocol);
    add(&by_protocol_cpu, skb->protocol);
    add(&recent_cpu, skb->protocol);
    return 0;
}

SEC("socket")
int count_arrays(struct __sk_buff *skb)
{
    add(&packets, 1);
    add(&packets_cpu, 1);
    return 0;
}

SEC("socket")
int count_flows(struct __sk_buff *skb)
{
    struct flow flow = { .protocol = skb->protocol, .packet_type = skb->pkt_type };
    struct totals first = { .packets = 1, .bytes = skb->len, .last_length = skb->len };
    struct totals *totals = bpf_map_lookup_elem(&flows, &flow);
    if (!totals) {
        bpf_map_update_elem(&flows, &flow, &first, 0);
        return 0;
    }
    __sync_fetch_and_add(&totals->packets, 1);
    __sync_fetch_and_add(&totals->bytes, skb->len);
    totals->last_length = skb->len;
    return 0;
}
