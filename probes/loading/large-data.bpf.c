// Constants and variables in sections larger than 64 KiB.
#include "../include/bpf.h"

#define ENTRIES 20000

const volatile __u32 table[ENTRIES] = { 1, 2, 3 };
const volatile __u64 step = 2;
const volatile char bytes[8] = "first";
const volatile __u32 place = 0;

__u64 scratch[ENTRIES];
__u64 packets;
__u64 last_letter;

SEC("socket")
int count(struct __sk_buff *skb)
{
    __u32 at = place;

    if (at < ENTRIES)
        packets += step * table[at];
    scratch[1]++;
    last_letter = bytes[4];
    return 0;
}
