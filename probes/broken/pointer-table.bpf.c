// A table of pointers in a section of variables. The kernel cannot put addresses there.
#include "../include/bpf.h"

const char *names[] = { "alpha", "beta", "gamma" };

SEC("socket")
int pick(struct __sk_buff *skb)
{
    return names[skb->mark & 1][0];
}
