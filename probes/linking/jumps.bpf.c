// A jump table (Linux 6.19), which newer compilers generate for a large switch, in a function that two programs call. A third program
// does not use it. Not every compiler supports the instruction (gotox), so it is written as bytes.
#include "../include/bpf.h"

__u64 counts[4];

// The first function in .text, so that the function below does not begin at the start of the section.
__attribute__((noinline)) int twice(int number)
{
    return number * 2;
}

__attribute__((naked)) int choose(__u32 number)
{
    asm volatile(
        ".pushsection .jumptables, \"\", @progbits\n"
        ".globl cases\n"
        "cases:\n"
        ".quad zero - .text, one - .text, two - .text\n"
        ".size cases, 24\n"
        ".popsection\n"
        "w2 = w1\n"
        "r2 &= 3\n"
        "r0 = 3\n"
        "if r2 > 2 goto end\n"
        "r2 <<= 3\n"
        "r1 = cases ll\n"
        "r1 += r2\n"
        "r1 = *(u64 *)(r1 + 0)\n"
        ".byte 0x0d, 1, 0, 0, 0, 0, 0, 0\n"
        "zero: r0 = 0\n"
        "exit\n"
        "one: r0 = 1\n"
        "exit\n"
        "two: r0 = 2\n"
        "end: exit\n");
}

// Counts packets by the last two bits of their length.
SEC("socket")
int count(struct __sk_buff *skb)
{
    __u32 last = choose(skb->len);
    if (last < 4)
        __sync_fetch_and_add(&counts[last], 1);
    return 0;
}

// The same, but with another function linked first.
SEC("socket")
int count_twice(struct __sk_buff *skb)
{
    __u32 last = choose(twice(skb->len));
    if (last < 4)
        __sync_fetch_and_add(&counts[last], 1);
    return 0;
}

SEC("socket")
int count_all(struct __sk_buff *skb)
{
    __sync_fetch_and_add(&counts[3], 1);
    return 0;
}

char LICENSE[] SEC("license") = "GPL";
