// Functions that are linked in different ways: weak, hidden, nested, called twice, passed to a helper by a function, and an exception callback, which
// no instruction calls.
#include "../include/bpf.h"

#define __weak __attribute__((weak))
#define __hidden __attribute__((visibility("hidden")))
#define __noinline __attribute__((noinline))
#define __exception_cb(name) __attribute__((btf_decl_tag("exception_callback:" #name)))

static long (*bpf_loop)(__u32 count, void *callback, void *context, __u64 flags) = (void *)181;

__u64 order;
__u64 sum;

// Each step appends its digit to the number.
static __noinline void step(__u32 number)
{
    order = order * 10 + number;
}

static __noinline long add(__u32 index, void *context)
{
    sum += index;
    return 0;
}

__noinline __weak int second(void)
{
    step(2);
    return 0;
}

// The verifier checks a hidden function again at each call, so it knows that the pointer is valid. In a global function, it would reject the pointer.
__noinline __hidden int first(__u64 *total)
{
    second();
    bpf_loop(11, add, 0, 0);
    *total += sum;
    return 0;
}

__noinline int third(void)
{
    step(3);
    return 0;
}

int on_throw(__u64 cookie)
{
    return 0;
}

__u64 total;

SEC("tc") __exception_cb(on_throw)
int with_callback(struct __sk_buff *skb)
{
    return third();
}

SEC("socket")
int in_order(struct __sk_buff *skb)
{
    __u64 local = 0;

    if (order)
        return 0;
    step(1);
    first(&local);
    third();
    total = local;
    return 0;
}
