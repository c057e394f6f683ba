// A program array that programs of two types use, which the kernel rejects. Neither program is loaded by default.
#include "../include/bpf.h"

#define BPF_MAP_TYPE_PROG_ARRAY 3

static long (*bpf_tail_call)(void *ctx, void *array, __u32 index) = (void *)12;

struct xdp_md {
    __u32 data;
    __u32 data_end;
};

typedef int socket_filter(struct __sk_buff *);
int tail(struct __sk_buff *skb);

struct {
    __uint(type, BPF_MAP_TYPE_PROG_ARRAY);
    __uint(max_entries, 4);
    __uint(key_size, sizeof(__u32));
    __array(values, socket_filter);
} tails SEC(".maps") = {
    .values = { [1] = tail },
};

SEC("?socket")
int filter(struct __sk_buff *skb)
{
    bpf_tail_call(skb, &tails, 0);
    return 0;
}

SEC("?xdp")
int drop(struct xdp_md *packet)
{
    bpf_tail_call(packet, &tails, 0);
    return 1;
}

SEC("?socket")
int tail(struct __sk_buff *skb)
{
    return 0;
}
