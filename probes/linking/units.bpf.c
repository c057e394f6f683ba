// The first of two source files of one object (the other is units/second.bpf.c). An extern is looked up in the other file first, and then in the kernel.
#include "../include/bpf.h"
#include "../include/kernel.h"
#include "units/shared.h"

// This function is declared as a kfunc, but the other source file defines it.
extern int twice(int x) __ksym;

extern int thrice(int x);
extern const __u64 limit;
extern struct pair pair;
extern struct pair weak_pair __weak;
extern int absent(int x) __ksym __weak;
extern struct pairs pairs __attribute__((section(".maps")));
extern int LINUX_KERNEL_VERSION __kconfig;

// This definition is strong. The definition in the other source file is weak.
__noinline int overridden(int x)
{
    return x + 100;
}

// The other source file has a static function of the same name.
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
