// Maps whose keys and values are structs with padding. The definitions have only sizes, so that user space uses its own structs.
#include "../include/bpf.h"

#define BPF_MAP_TYPE_PERCPU_HASH 5
#define BPF_MAP_TYPE_QUEUE 22
#define BPF_MAP_TYPE_BLOOM_FILTER 30

struct key {
    __u32 a;
    __u64 b;
    __u16 c;
};

struct {
    __uint(type, BPF_MAP_TYPE_HASH);
    __uint(max_entries, 1024);
    __uint(key_size, sizeof(struct key));
    __uint(value_size, sizeof(struct key));
} sized SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_HASH);
    __uint(max_entries, 1024);
    __type(key, struct key);
    __type(value, __u64);
} typed SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_PERCPU_HASH);
    __uint(max_entries, 1024);
    __uint(key_size, sizeof(struct key));
    __uint(value_size, 8);
} per_cpu SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_ARRAY);
    __uint(max_entries, 4);
    __uint(key_size, 4);
    __uint(value_size, sizeof(struct key));
} slots SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_QUEUE);
    __uint(max_entries, 16);
    __uint(value_size, sizeof(struct key));
} queue SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_BLOOM_FILTER);
    __uint(max_entries, 1024);
    __uint(value_size, sizeof(struct key));
} seen SEC(".maps");
