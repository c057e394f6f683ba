// Functions that have their own sections, as cilium/ebpf accepts them: static subprograms, a static program, and calls of programs.
#include "../include/bpf.h"

static __attribute__((noinline, section("helpers"))) int twice(int value)
{
    asm volatile("" : "+r"(value));
    return value * 2;
}

// A global function in a section whose name determines no program type.
__attribute__((noinline, section("shared"))) int plus_one(int value)
{
    asm volatile("" : "+r"(value));
    return value + 1;
}

// A program that another program calls.
SEC("socket") __attribute__((noinline)) int length(struct __sk_buff *skb)
{
    return skb->len;
}

SEC("socket/nested") int nested(struct __sk_buff *skb)
{
    return plus_one(twice(length(skb)));
}

// Nothing calls this function, so the compiler kept it only because it is a program.
SEC("socket") static int unseen(struct __sk_buff *skb)
{
    return 7;
}

char LICENSE[] SEC("license") = "GPL";
