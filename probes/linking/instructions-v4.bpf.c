// Instructions of the BPF CPU version 4 (clang -mcpu=v4, Linux 6.6): signed division, sign-extending moves and loads, byte swaps, and jumps over more than
// 32,767 instructions. The program calls a function before and after the long jump, and both calls must be linked correctly.
#include "../include/bpf.h"
#include "../include/kernel.h"

long long quotient, rest, extended, loaded;
__u64 turned, jumped;

volatile const int minus_seven = -7;
volatile const signed char minus_two = -2;

static __noinline __u64 add(__u64 a, __u64 b)
{
    return a + b;
}

SEC("socket")
int calculate(struct __sk_buff *skb)
{
    long long small = minus_two;

    loaded = small;
    quotient = minus_seven / (int)small;
    rest = minus_seven % 4;
    extended = (signed char)(skb->len + 100);
    turned = __builtin_bswap32(skb->len);
    return 0;
}

SEC("socket")
int jump(struct __sk_buff *skb)
{
    __u64 first = add(1, 2);

    // The compiler uses a long jump only for a distant label, so it is written in assembly.
    if (skb->len)
        asm volatile goto("gotol %l[behind]" : : : : behind);
    first = add(first, 1000);
behind:
    jumped = add(first, 40);
    return 0;
}
