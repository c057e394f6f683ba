// Programs that packets meet in the network stack: at routes, at netfilter's hooks, and where flows are told apart.
#include "../include/bpf.h"

#define BPF_OK 0
#define BPF_DROP 2
#define NF_DROP 0
#define NF_ACCEPT 1

__u64 arrived;
__u64 sent;
__u64 left;
__u64 filtered;
__u64 dissected;
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
    return BPF_OK;
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
