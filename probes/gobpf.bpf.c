// Map definitions of gobpf: 280 bytes, one section for each map, with the pinning mode and the namespace of the pin.
#include "include/bpf.h"

struct gobpf_map_def {
    __u32 type, key_size, value_size, max_entries, map_flags, pinning;
    char namespace[256];
};

#define PIN_GLOBAL_NS 2

struct gobpf_map_def SEC("maps/packets") packets = {
    .type = BPF_MAP_TYPE_ARRAY, .key_size = 4, .value_size = 8, .max_entries = 1,
};

// gobpf takes the name of a map from its section.
struct gobpf_map_def SEC("maps/pinned_packets") symbol_of_another_name = {
    .type = BPF_MAP_TYPE_ARRAY, .key_size = 4, .value_size = 8, .max_entries = 1, .pinning = PIN_GLOBAL_NS, .namespace = "bpfgen-test",
};

SEC("socket/count")
int count(struct __sk_buff *skb)
{
    __u32 zero = 0;
    __u64 *value = bpf_map_lookup_elem(&packets, &zero);
    if (value)
        __sync_fetch_and_add(value, 1);
    value = bpf_map_lookup_elem(&symbol_of_another_name, &zero);
    if (value)
        __sync_fetch_and_add(value, 1);
    return 0;
}
