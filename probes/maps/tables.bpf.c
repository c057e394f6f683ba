// Maps for batch operations, and memory-mapped arrays that user space shares.
#include "../include/bpf.h"

#define BPF_F_MMAPABLE 1024
#define BPF_MAP_TYPE_LPM_TRIE 11

struct cell {
    __u64 packets;
    __u64 bytes;
};

struct {
    __uint(type, BPF_MAP_TYPE_ARRAY);
    __uint(map_flags, BPF_F_MMAPABLE);
    __uint(max_entries, 600);
    __type(key, __u32);
    __type(value, struct cell);
} shared SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_ARRAY);
    __uint(map_flags, BPF_F_MMAPABLE);
    __uint(max_entries, 3);
    __type(key, __u32);
    __type(value, __u32);
} narrow SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_HASH);
    __uint(max_entries, 1024);
    __type(key, __u32);
    __type(value, __u64);
} hash SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_PERCPU_HASH);
    __uint(max_entries, 64);
    __type(key, __u32);
    __type(value, __u32);
} per_cpu SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
    __uint(max_entries, 64);
    __type(key, __u32);
    __type(value, __u64);
} per_cpu_array SEC(".maps");

// Every packet updates each of the entries that user space has added.
SEC("socket")
int count(struct __sk_buff *skb)
{
    struct cell *cell;
    __u64 *number;
    __u32 *small;
    __u32 i, key;

    for (i = 0; i < 16; i++) {
        // Keep the counter in a register: the verifier does not see that a counter in memory increases.
        asm volatile("" : "+r"(i));
        key = i;
        cell = bpf_map_lookup_elem(&shared, &key);
        if (cell) {
            __sync_fetch_and_add(&cell->packets, 1);
            __sync_fetch_and_add(&cell->bytes, skb->len);
        }
        small = bpf_map_lookup_elem(&narrow, &key);
        if (small)
            __sync_fetch_and_add(small, 1);
        number = bpf_map_lookup_elem(&hash, &key);
        if (number)
            __sync_fetch_and_add(number, 1);
        small = bpf_map_lookup_elem(&per_cpu, &key);
        if (small)
            *small += 1;
        number = bpf_map_lookup_elem(&per_cpu_array, &key);
        if (number)
            *number += 1;
    }
    return 0;
}

char LICENSE[] SEC("license") = "GPL";
