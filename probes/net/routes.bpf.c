// Programs in the network stack: on lightweight-tunnel (LWT) routes, at netfilter hooks, and a flow dissector.
#include "../include/bpf.h"

#define BPF_OK 0
#define BPF_DROP 2
#define IPV6_DESTINATION 24
#define NF_DROP 0
#define NF_ACCEPT 1

static long (*bpf_skb_load_bytes)(void *skb, __u32 offset, void *to, __u32 size) = (void *)26;

__u64 arrived;
__u64 sent;
__u64 left;
__u64 filtered;
__u64 dissected;
__u64 segments;
__u32 drop_segments;

// The IPv6 address of the packet's next segment.
__u8 next_segment[16];
__u32 drop_filtered;

SEC("lwt_in")
int route_in(struct __sk_buff *skb)
{
    __sync_fetch_and_add(&arrived, 1);
    return BPF_OK;
}

SEC("lwt_out")
int route_out(struct __sk_buff *skb)
{
    __sync_fetch_and_add(&sent, 1);
    return BPF_OK;
}

SEC("lwt_xmit")
int route_xmit(struct __sk_buff *skb)
{
    __sync_fetch_and_add(&left, 1);
    return BPF_OK;
}

SEC("lwt_xmit")
int route_drop(struct __sk_buff *skb)
{
    return BPF_DROP;
}

SEC("lwt_seg6local")
int segment(struct __sk_buff *skb)
{
    bpf_skb_load_bytes(skb, IPV6_DESTINATION, next_segment, sizeof(next_segment));
    __sync_fetch_and_add(&segments, 1);
    return drop_segments ? BPF_DROP : BPF_OK;
}

SEC("netfilter")
int filter(void *ctx)
{
    __sync_fetch_and_add(&filtered, 1);
    return drop_filtered ? NF_DROP : NF_ACCEPT;
}

SEC("flow_dissector")
int dissect(struct __sk_buff *skb)
{
    __sync_fetch_and_add(&dissected, 1);
    return BPF_OK;
}

char _license[] SEC("license") = "GPL";
