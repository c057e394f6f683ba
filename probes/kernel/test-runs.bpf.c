// Programs for test runs (BPF_PROG_TEST_RUN). The result of each program depends on its input.
#include "../include/bpf.h"

#define XDP_DROP 1
#define XDP_TX 3

struct xdp_md {
    __u32 data;
    __u32 data_end;
    __u32 data_meta;
    __u32 ingress_ifindex;
    __u32 rx_queue_index;
    __u32 egress_ifindex;
};

struct operands {
    __u64 left;
    __u64 right;
    __u64 sum;
};

__u64 runs;

// Sends a packet back to its sender by swapping its two addresses. A packet without data after its Ethernet header is dropped.
SEC("xdp") int mirror(struct xdp_md *context)
{
    __u8 *data = (void *)(long)context->data;
    __u8 *end = (void *)(long)context->data_end;

    __sync_fetch_and_add(&runs, 1);
    if (data + 15 > end)
        return XDP_DROP;
#pragma unroll
    for (int i = 0; i < 6; i++) {
        __u8 byte = data[i];
        data[i] = data[i + 6];
        data[i + 6] = byte;
    }
    return XDP_TX;
}

SEC("tc") int mark(struct __sk_buff *skb)
{
    skb->mark += 1;
    return skb->len;
}

SEC("socket") int length(struct __sk_buff *skb)
{
    return skb->len;
}

SEC("raw_tp/task_rename") int add_arguments(__u64 *arguments)
{
    __sync_fetch_and_add(&runs, 1);
    return arguments[0] + arguments[1];
}

// Requires Linux 5.14.
SEC("?syscall") int add(struct operands *operands)
{
    operands->sum = operands->left + operands->right;
    return operands->sum > 100 ? -34 : 0;
}

// The kernel supports no test runs for this program type.
SEC("perf_event") int sample(void *context)
{
    return 0;
}

char LICENSE[] SEC("license") = "GPL";
