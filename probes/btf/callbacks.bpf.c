// A callback: the program passes the address of a function to a helper. The kernel allows this only if BTF describes the function.
#include "../include/bpf.h"

static long (*bpf_loop)(__u32 count, void *callback, void *context, __u64 flags) = (void *)181;

__u64 sum;

static long add(__u32 index, void *context)
{
    sum += index;
    return 0;
}

SEC("socket")
int add_up(struct __sk_buff *skb)
{
    if (sum == 0)
        bpf_loop(101, add, 0, 0);
    return 0;
}
