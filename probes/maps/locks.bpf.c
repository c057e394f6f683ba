// Values with a spin lock: the program changes all numbers under the lock, so they are always equal. User space holds the same lock with
// BPF_F_LOCK.
#include "../include/bpf.h"

static long (*bpf_spin_lock)(void *lock) = (void *)93;
static long (*bpf_spin_unlock)(void *lock) = (void *)94;

// The kernel finds the lock by the name of its type.
struct bpf_spin_lock {
    __u32 val;
};

// More numbers than one instruction copies, so that a read without the lock can see some of them changed and others not.
struct block {
    __u64 numbers[64];
    struct bpf_spin_lock lock;
};

struct {
    __uint(type, BPF_MAP_TYPE_HASH);
    __uint(max_entries, 8);
    __type(key, __u32);
    __type(value, struct block);
} by_key SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_ARRAY);
    __uint(max_entries, 2);
    __type(key, __u32);
    __type(value, struct block);
} by_index SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_ARRAY);
    __uint(max_entries, 2);
    __type(key, __u32);
    __type(value, __u64);
} unlocked SEC(".maps");

static __attribute__((always_inline)) int count(void *map) {
    __u32 key = 1;
    struct block *value = bpf_map_lookup_elem(map, &key);
    if (!value)
        return 1;
    bpf_spin_lock(&value->lock);
    __u64 next = value->numbers[0] + 1;
#pragma clang loop unroll(full)
    for (int i = 0; i < 64; i++)
        value->numbers[i] = next;
    bpf_spin_unlock(&value->lock);
    return 0;
}

SEC("cgroup_skb/egress")
int on_packet(struct __sk_buff *ctx) {
    __u32 key = 0;
    __u64 *packets = bpf_map_lookup_elem(&unlocked, &key);
    if (packets)
        *packets += 1;
    count(&by_key);
    count(&by_index);
    return 1;
}

char LICENSE[] SEC("license") = "GPL";
