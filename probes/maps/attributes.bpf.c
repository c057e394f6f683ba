// Attributes of map definitions other than types and sizes: a NUMA node, numbers that cannot be array lengths (map_extra, over 32 bits), members in any order.
#include "../include/bpf.h"

#define BPF_MAP_TYPE_BLOOM_FILTER 30
#define BPF_MAP_TYPE_ARENA 33
#define BPF_F_MMAPABLE (1 << 10)
#define BPF_F_NUMA_NODE (1 << 2)
#define BPF_F_NO_PREALLOC 1

struct {
    __uint(map_flags, BPF_F_NUMA_NODE | BPF_F_NO_PREALLOC);
    __uint(numa_node, 0);
    __type(value, __u64);
    __uint(max_entries, 16);
    __type(key, __u32);
    __uint(type, BPF_MAP_TYPE_HASH);
} near SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_BLOOM_FILTER);
    __type(value, __u32);
    __uint(max_entries, 100);
    __uint(map_extra, 7);
} hashed SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_ARENA);
    __uint(map_flags, BPF_F_MMAPABLE);
    __uint(max_entries, 2);
    __ulong(map_extra, 0x1ull << 44);
} placed SEC(".maps");

// The definition contains both the types and their sizes.
struct {
    __uint(type, BPF_MAP_TYPE_ARRAY);
    __uint(key_size, 4);
    __type(key, __u32);
    __type(value, __u64);
    __uint(value_size, 8);
    __uint(max_entries, 1 << 10);
} twice SEC(".maps");

SEC("socket")
int use(struct __sk_buff *skb)
{
    __u32 key = 0;
    __u64 value = skb->len;
    bpf_map_update_elem(&near, &key, &value, 0);
    bpf_map_update_elem(&twice, &key, &value, 0);
    return 0;
}
