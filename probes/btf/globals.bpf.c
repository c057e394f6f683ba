// Global variables: initialised, zero, constant and in a custom section, and a string whose section the compiler chooses.
#include "../include/bpf.h"

const volatile __u64 step = 3;
const volatile __u32 unused_limit = 7;
__u64 total = 100;
__u64 packets;
static volatile __u32 hidden_count;
__u32 in_own_section SEC(".data.settings") = 11;

SEC("socket")
int add(struct __sk_buff *skb)
{
    packets++;
    hidden_count++;
    total += step * in_own_section;
    return 0;
}
