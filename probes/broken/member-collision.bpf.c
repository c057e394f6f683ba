// The map and the program would both be called Count in C#, where they are members of one class.
#include "../include/bpf.h"

struct bpf_map_def SEC("maps") count = { .type = BPF_MAP_TYPE_ARRAY, .key_size = 4, .value_size = 8, .max_entries = 1 };

SEC("socket")
int Count(struct __sk_buff *skb)
{
    __u32 zero = 0;
    __u64 *packets = bpf_map_lookup_elem(&count, &zero);
    if (packets)
        __sync_fetch_and_add(packets, 1);
    return 0;
}
