// Functions whose context parameter has another type and is marked with __arg_ctx. Kernels before 6.8 recognise a context only by its type.
#include "../include/bpf.h"

#define __noinline __attribute__((noinline))
#define __arg_ctx __attribute__((btf_decl_tag("arg:ctx")))
#define __arg_nonnull __attribute__((btf_decl_tag("arg:nonnull")))

__u64 lengths;
__u64 runs;

// The verifier checks a global function separately, so the type of the parameter decides what the function may read.
__noinline int length_of(void *context __arg_ctx)
{
    struct __sk_buff *skb = context;
    lengths += skb->len;
    return skb->len > 0;
}

__noinline int as_it_is(struct __sk_buff *skb __arg_ctx)
{
    return skb->len > 1;
}

// Programs of different types call this function.
__noinline int count(void *context __arg_ctx, int step)
{
    // Use the context, so that the compiler does not remove the parameter.
    asm volatile("" : : "r"(context));
    runs += step;
    return step;
}

// Requires Linux 6.8 for arg:nonnull.
__noinline int count_surely(void *context __arg_ctx, __u64 *counter __arg_nonnull)
{
    *counter += 1;
    return context != 0;
}

SEC("socket")
int filter(struct __sk_buff *skb)
{
    return length_of(skb) + as_it_is(skb) + count(skb, 1);
}

SEC("?socket")
int surely(struct __sk_buff *skb)
{
    __u64 here = 0;
    int result = count_surely(skb, &here);
    runs += here;
    return result;
}

SEC("raw_tp/sys_enter")
int enter(__u64 *arguments)
{
    return count(arguments, 1);
}

SEC("xdp")
int packet(void *context)
{
    return count(context, 2);
}

SEC("?kprobe")
int probe(void *context)
{
    return count(context, 1);
}

SEC("?tp_btf/sys_enter")
int bound(__u64 *arguments)
{
    return count(arguments, 1);
}
