// A map that is pinned by name (LIBBPF_PIN_BY_NAME).
#include "../include/bpf.h"

struct {
    __uint(type, BPF_MAP_TYPE_ARRAY);
    __type(key, __u32);
    __type(value, __u64);
    __uint(max_entries, 1);
    __uint(pinning, 1);
} bpfgen_pinned SEC(".maps");
