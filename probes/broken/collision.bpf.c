// Both maps would be called TcpStats in C#.
#include "../include/bpf.h"

struct bpf_map_def SEC("maps") tcp_stats = { .type = BPF_MAP_TYPE_ARRAY, .key_size = 4, .value_size = 8, .max_entries = 1 };
struct bpf_map_def SEC("maps") TcpStats = { .type = BPF_MAP_TYPE_ARRAY, .key_size = 4, .value_size = 8, .max_entries = 1 };
