// A program that throws, and its exception callback.
#include "../include/bpf.h"
#include "../include/kernel.h"

#define __exception_cb(name) __attribute__((btf_decl_tag("exception_callback:" #name)))

extern void bpf_throw(__u64 cookie) __ksym;

__u64 caught;
__u64 returned;

int on_throw(__u64 cookie)
{
    caught = cookie;
    return 42;
}

static __noinline void check(__u32 length)
{
    if (length > 100)
        bpf_throw(length);
}

SEC("tc") __exception_cb(on_throw)
int guard(struct __sk_buff *skb)
{
    check(skb->len);
    returned++;
    return 7;
}

char LICENSE[] SEC("license") = "GPL";
