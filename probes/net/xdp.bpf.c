// XDP: programs that count and pass packets, drop packets, and measure packets in several buffers, and a program for devmap entries.
#include "../include/bpf.h"

#define XDP_DROP 1
#define XDP_PASS 2

struct xdp_md {
    __u32 data;
    __u32 data_end;
};

static __u64 (*bpf_xdp_get_buff_len)(struct xdp_md *ctx) = (void *)188;
static long (*bpf_xdp_load_bytes)(struct xdp_md *ctx, __u32 offset, void *buffer, __u32 size) = (void *)189;

__u64 passed;
__u64 dropped;

// The size of the longest packet, the number of bytes that this packet has in the first buffer, and its last byte.
__u64 longest;
__u64 first_buffer;
unsigned char last_byte;

SEC("xdp")
int count(struct xdp_md *ctx)
{
    __sync_fetch_and_add(&passed, 1);
    return XDP_PASS;
}

SEC("xdp")
int drop(struct xdp_md *ctx)
{
    __sync_fetch_and_add(&dropped, 1);
    return XDP_DROP;
}

SEC("xdp.frags")
int count_fragments(struct xdp_md *ctx)
{
    __sync_fetch_and_add(&passed, 1);
    return XDP_PASS;
}

// Requires Linux 5.18.
SEC("?xdp.frags")
int measure(struct xdp_md *ctx)
{
    __u64 length = bpf_xdp_get_buff_len(ctx);
    unsigned char last;
    if (length > longest && !bpf_xdp_load_bytes(ctx, length - 1, &last, 1)) {
        longest = length;
        first_buffer = ctx->data_end - ctx->data;
        last_byte = last;
    }
    return XDP_PASS;
}

SEC("xdp/devmap")
int entry(struct xdp_md *ctx)
{
    return XDP_PASS;
}
