// Names that are almost equal, but different in C# (also by the case of later letters), and names whose first 15 characters, which the kernel keeps, are equal.
#include "include/bpf.h"

#define MAP(name) struct bpf_map_def SEC("maps") name = { .type = BPF_MAP_TYPE_ARRAY, .key_size = 4, .value_size = 8, .max_entries = 1 }

MAP(stats);
MAP(statS);
MAP(sta_ts);
MAP(stats_2);
MAP(tcp_connections_in);
MAP(tcp_connections_out);

static __attribute__((always_inline)) void set(void *map, __u64 number)
{
    __u32 zero = 0;
    __u64 *value = bpf_map_lookup_elem(map, &zero);
    if (value)
        *value = number;
}

// Each map gets a different number, so that the test detects if maps are confused.
SEC("socket")
int number(struct __sk_buff *skb)
{
    set(&stats, 1);
    set(&statS, 2);
    set(&sta_ts, 3);
    set(&stats_2, 4);
    set(&tcp_connections_in, 5);
    set(&tcp_connections_out, 6);
    return 0;
}
