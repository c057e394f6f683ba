// A program with a function that an extension program (freplace) replaces.
#include "../include/bpf.h"
#include "../include/kernel.h"

__u64 own;
__u64 others;

__noinline int answer(struct __sk_buff *skb)
{
    int result = 1;

    // Without this, the compiler would compute the result at compile time and remove the call.
    asm volatile("" : "+r"(result));
    __sync_fetch_and_add(&own, 1);
    return result;
}

SEC("tc") int ask(struct __sk_buff *skb)
{
    return answer(skb);
}

SEC("?freplace/answer") int other_answer(struct __sk_buff *skb)
{
    __sync_fetch_and_add(&others, 1);
    return 2;
}

char LICENSE[] SEC("license") = "GPL";
