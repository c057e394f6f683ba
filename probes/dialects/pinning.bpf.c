// Legacy definitions, and a map whose pinning value (100) only the project gives a meaning.
#include "../include/bpf.h"

struct {
    __uint(type, BPF_MAP_TYPE_ARRAY);
    __uint(max_entries, 1);
    __type(key, __u32);
    __type(value, __u64);
    __uint(pinning, 100);
} shared SEC(".maps");

// aya's definition has an ID and the pinning after the flags. In the kernel's samples, the inner map and the NUMA node follow the flags.
struct aya_map_def {
    __u32 type, key_size, value_size, max_entries, map_flags, id, pinning;
};

struct aya_map_def SEC("maps") bpfgen_aya = { BPF_MAP_TYPE_ARRAY, 4, 8, 1, 0, 3, 1 };

// The kernel requires keys and values of 4 bytes.
struct bpf_map_def SEC("maps") without_sizes = { BPF_MAP_TYPE_PERF_EVENT_ARRAY, 0, 0, 0, 0 };

// A definition that is longer than any known layout. All additional bytes are zero.
struct longer_map_def {
    __u32 type, key_size, value_size, max_entries, map_flags, rest[3];
};

struct longer_map_def SEC("maps") longer = { BPF_MAP_TYPE_ARRAY, 4, 8, 1 };

char LICENSE[] SEC("license") = "GPL";
