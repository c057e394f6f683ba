// One object of two units (units/second.bpf.c is the other): what this one declares extern, the other defines. Only what neither does is the kernel's.
#include "../include/bpf.h"
#include "../include/kernel.h"
#include "units/shared.h"

// Marked as the kernel's, and defined in the other unit all the same.
extern int twice(int x) __ksym;

extern int thrice(int x);
extern const __u64 limit;
extern struct pair pair;
extern struct pair weak_pair __weak;
extern int absent(int x) __ksym __weak;
extern struct pairs pairs __attribute__((section(".maps")));
extern int LINUX_KERNEL_VERSION __kconfig;

// Strong here, weak there.
__noinline int overridden(int x)
{
    return x + 100;
}

// A static of this name is in the other unit as well.
static __noinline int own(int x)
{
    return x + 1000;
}

__u64 result;
__u64 version;

SEC("socket")
int first(struct __sk_buff *skb)
{
    __u32 key = 1;
    struct pair *found = bpf_map_lookup_elem(&pairs, &key);
    __u64 sum = twice(1) + thrice(1) + overridden(0) + own(0) + limit + pair.a;

    if (found)
        sum += found->b;
    if (&weak_pair)
        sum += weak_pair.b;
    if (absent)
        sum += absent(7);
    result = sum;
    version = LINUX_KERNEL_VERSION;
    return 0;
}
