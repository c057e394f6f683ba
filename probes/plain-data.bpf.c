// Global variables of an object without BTF: initialised, zero, constant, and a string literal. Only the sizes of the sections are known.
#include "include/bpf.h"

static long (*bpf_strncmp)(const char *left, __u32 size, const char *right) = (void *)182;

__u64 step = 5;
__u64 total;
const volatile __u64 limit = 1000;
char text[8];
__u64 matches;

SEC("socket")
int add(struct __sk_buff *skb)
{
    if (total < limit)
        total += step;
    if (bpf_strncmp(text, sizeof(text), "plain") == 0)
        matches++;
    return 0;
}
