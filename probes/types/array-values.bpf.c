// Maps whose keys and values are arrays: of characters, of numbers, and of structs with padding.
#include "../include/bpf.h"

typedef char name_t[48];
typedef __u64 pair_t[2];

struct gaps {
    __u32 first;
    __u64 second;
    __u16 third;
};

typedef struct gaps gaps_t[2];

struct {
    __uint(type, BPF_MAP_TYPE_HASH);
    __uint(max_entries, 512);
    __type(key, name_t);
    __type(value, pair_t);
} by_name SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_HASH);
    __uint(max_entries, 512);
    __type(key, gaps_t);
    __type(value, __u32);
} by_gaps SEC(".maps");

SEC("socket") int unused(void *context) { return 0; }
