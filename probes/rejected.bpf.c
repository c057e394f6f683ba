// The verifier rejects this program, because it writes through a pointer that may be null after a lookup.
#include "include/bpf.h"

struct bpf_map_def SEC("maps") never_checked = { .type = BPF_MAP_TYPE_HASH, .key_size = 4, .value_size = 8, .max_entries = 1 };

SEC("socket")
int unchecked(struct __sk_buff *skb)
{
    __u32 zero = 0;
    __u64 *count = bpf_map_lookup_elem(&never_checked, &zero);
    *count = 1;
    return 0;
}
