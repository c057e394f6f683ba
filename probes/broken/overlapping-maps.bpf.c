// The symbol of the second map begins in the middle of the first map's definition.
#include "../include/bpf.h"

struct long_map_def {
    struct bpf_map_def map;
    __u32 inner_map_idx, numa_node;
};

struct long_map_def SEC("maps") whole = { .map = { .type = BPF_MAP_TYPE_ARRAY, .key_size = 4, .value_size = 8, .max_entries = 1 } };

__asm__(".globl inside\n"
        ".type inside, @object\n"
        ".set inside, whole + 8\n"
        ".size inside, 20\n");
