// xdp-count: packets that an interface receives, by protocol.
#include "../include/bpf.h"

#define XDP_PASS 2
#define ETH_P_IP 0x0800
#define ETH_P_ARP 0x0806
#define ETH_P_8021Q 0x8100
#define ETH_P_IPV6 0x86dd

struct xdp_md {
    __u32 data;
    __u32 data_end;
};

struct ethernet {
    __u8 addresses[12];
    __u16 type;
} __attribute__((packed));

struct vlan {
    __u16 tag;
    __u16 type;
} __attribute__((packed));

// IP has 256 protocol numbers. The indexes after these are for packets that are not IP.
enum protocol { ARP = 256, OTHER, PROTOCOLS };

struct traffic {
    __u64 packets;
    __u64 bytes;
};

struct {
    __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
    __uint(max_entries, PROTOCOLS);
    __type(key, enum protocol);
    __type(value, struct traffic);
} counts SEC(".maps");

static __u16 from_network(__u16 value)
{
    return __builtin_bswap16(value);
}

static __u32 protocol_of(const void *at, const void *end)
{
    const struct ethernet *ethernet = at;
    if ((const void *)(ethernet + 1) > end)
        return OTHER;

    __u16 type = from_network(ethernet->type);
    at = ethernet + 1;
    if (type == ETH_P_8021Q) {
        const struct vlan *vlan = at;
        if ((const void *)(vlan + 1) > end)
            return OTHER;
        type = from_network(vlan->type);
        at = vlan + 1;
    }

    // The protocol is byte 9 of an IPv4 header, and byte 6 of an IPv6 header.
    const __u8 *header = at;
    if (type == ETH_P_IP && (const void *)(header + 20) <= end)
        return header[9];
    if (type == ETH_P_IPV6 && (const void *)(header + 40) <= end)
        return header[6];
    return type == ETH_P_ARP ? ARP : OTHER;
}

SEC("xdp") int count(struct xdp_md *context)
{
    const void *at = (const void *)(long)context->data, *end = (const void *)(long)context->data_end;
    __u32 protocol = protocol_of(at, end);
    struct traffic *traffic = bpf_map_lookup_elem(&counts, &protocol);
    if (traffic) {
        traffic->packets++;
        traffic->bytes += end - at;
    }

    return XDP_PASS;
}

char _license[] SEC("license") = "GPL";
