// The instructions of CPU v4, which clang takes with -mcpu=v4 (Linux 6.6): signed division, moves and loads that extend the sign, bytes turned round, jumps over more
// than 32,767 instructions. Between them is a function, whose calls have to be right behind the long jump as before it.
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

    // Only with a label far away is the jump a long one by itself: the assembler is told so.
    if (skb->len)
        asm volatile goto("gotol %l[behind]" : : : : behind);
    first = add(first, 1000);
behind:
    jumped = add(first, 40);
    return 0;
}
