// Functions of the kernel module tcp_bbr: fentry programs trace one of them, and a TCP congestion control calls another one (a kfunc, Linux 5.18).
// No program is loaded by default, because the module may be missing.
#include "../include/bpf.h"
#include "../include/kernel.h"

// The struct needs a body. Without a body, the kfunc's declaration would not match the kernel's, because sock is a full struct there.
struct sock {
    int unused;
};

struct tcp_congestion_ops {
    __u32 (*ssthresh)(struct sock *sk);
    void (*cong_avoid)(struct sock *sk, __u32 ack, __u32 acked);
    __u32 (*undo_cwnd)(struct sock *sk);
    char name[16];
};

extern __u32 bbr_sndbuf_expand(struct sock *sk) __ksym __weak;

__u64 named;
__u64 unnamed;
__u64 acknowledgements;
__u32 expansion;

SEC("?fentry/tcp_bbr:bbr_init") int in_named_module(void *context)
{
    __sync_fetch_and_add(&named, 1);
    return 0;
}

SEC("?fentry/bbr_init") int in_any_module(void *context)
{
    __sync_fetch_and_add(&unnamed, 1);
    return 0;
}

SEC("?struct_ops/slow_start")
__u32 slow_start(unsigned long long *context)
{
    return 2;
}

SEC("?struct_ops/avoid")
void avoid(unsigned long long *context)
{
    if (bpf_ksym_exists(bbr_sndbuf_expand))
        expansion = bbr_sndbuf_expand((struct sock *)context[0]);
    acknowledgements++;
}

SEC("?struct_ops/undo")
__u32 undo(unsigned long long *context)
{
    return 10;
}

SEC("?.struct_ops")
struct tcp_congestion_ops borrowing = {
    .ssthresh = (void *)slow_start,
    .cong_avoid = (void *)avoid,
    .undo_cwnd = (void *)undo,
    .name = "bpfgen_borrows",
};

char LICENSE[] SEC("license") = "GPL";
