// Drops the UDP packets to one port.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_endian.h>

// The port. A program sets it before the load.
const volatile __u16 blocked_port = 53;

// The number of packets that were dropped.
__u64 dropped;

SEC("xdp")
int drop_port(struct xdp_md *ctx)
{
    void *end = (void *)(long)ctx->data_end;
    struct ethhdr *eth = (void *)(long)ctx->data;
    struct iphdr *ip = (void *)(eth + 1);
    struct udphdr *udp = (void *)(ip + 1);

    // The verifier requires this check before the program reads the packet.
    if ((void *)(udp + 1) > end)
        return XDP_PASS;
    if (eth->h_proto != bpf_htons(0x0800) || ip->version_and_length != 0x45 || ip->protocol != 17)
        return XDP_PASS;
    if (udp->dest != bpf_htons(blocked_port))
        return XDP_PASS;
    __sync_fetch_and_add(&dropped, 1);
    return XDP_DROP;
}

char LICENSE[] SEC("license") = "GPL";
