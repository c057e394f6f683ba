// XDP: programs that count and pass, that drop, and one for the entries of a devmap.
#include "../include/bpf.h"

#define XDP_DROP 1
#define XDP_PASS 2

struct xdp_md {
    __u32 data;
    __u32 data_end;
};

__u64 passed;
__u64 dropped;

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

SEC("xdp/devmap")
int entry(struct xdp_md *ctx)
{
    return XDP_PASS;
}
