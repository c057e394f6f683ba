// A map definition of four numbers. The fifth number, the flags, is missing.
#include "../include/bpf.h"

struct short_map_def {
    __u32 type, key_size, value_size, max_entries;
};

struct short_map_def SEC("maps") cut = { .type = BPF_MAP_TYPE_ARRAY, .key_size = 4, .value_size = 8, .max_entries = 1 };
