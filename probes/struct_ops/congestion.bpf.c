// TCP congestion controls: one that is registered without a link, one that is attached by a link, and a struct that no kernel supports, which is not
// created by default. The struct declares only the members of the kernel's struct that are used here.
#include "../include/bpf.h"

struct sock;

struct tcp_congestion_ops {
    __u32 (*ssthresh)(struct sock *sk);
    void (*cong_avoid)(struct sock *sk, __u32 ack, __u32 acked);
    __u32 (*undo_cwnd)(struct sock *sk);
    void (*init)(struct sock *sk);
    void (*release)(struct sock *sk);
    char name[16];
};

// CO-RE ignores the suffix after three underscores. A member that the kernel's struct does not have is allowed if its value is zero.
struct tcp_congestion_ops___with_more {
    char name[16];
    __u32 flags;
    __u64 no_kernel_has_this;
    void (*nor_this)(struct sock *sk);
    __u32 (*undo_cwnd)(struct sock *sk);
    void (*cong_avoid)(struct sock *sk, __u32 ack, __u32 acked);
    __u32 (*ssthresh)(struct sock *sk);
};

struct no_kernel_takes_this {
    __u32 (*ssthresh)(struct sock *sk);
};

__u64 starts;
__u64 acknowledgements;

SEC("struct_ops/slow_start")
__u32 slow_start(unsigned long long *context)
{
    return 2;
}

SEC("struct_ops/avoid")
void avoid(unsigned long long *context)
{
    __sync_fetch_and_add(&acknowledgements, 1);
}

SEC("struct_ops")
__u32 undo(unsigned long long *context)
{
    return 10;
}

SEC("struct_ops/start")
void start(unsigned long long *context)
{
    __sync_fetch_and_add(&starts, 1);
}

// This program is loaded although its section name starts with "?", because the struct "plain" refers to it.
SEC("?struct_ops/end")
void end(unsigned long long *context)
{
}

SEC("struct_ops/unused")
__u32 unused(unsigned long long *context)
{
    return 0;
}

SEC(".struct_ops")
struct tcp_congestion_ops plain = {
    .ssthresh = (void *)slow_start,
    .cong_avoid = (void *)avoid,
    .undo_cwnd = (void *)undo,
    .init = (void *)start,
    .release = (void *)end,
    .name = "bpfgen_plain",
};

SEC(".struct_ops.link")
struct tcp_congestion_ops___with_more linked = {
    .ssthresh = (void *)slow_start,
    .cong_avoid = (void *)avoid,
    .undo_cwnd = (void *)undo,
    .name = "bpfgen_linked",
};

SEC("?.struct_ops")
struct no_kernel_takes_this spare = {
    .ssthresh = (void *)unused,
};

char LICENSE[] SEC("license") = "GPL";
