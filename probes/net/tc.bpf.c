// Traffic control (TC): programs that record the order in which they run, programs that count or drop, an action, and netkit programs.
#include "../include/bpf.h"

#define TCX_NEXT -1
#define TC_ACT_OK 0
#define TC_ACT_SHOT 2

// The order in which the programs ran: each program appends its decimal digit. The last digit is that of the last program.
__u64 order;
__u64 arrived;
__u64 left;
__u64 by_netkit;
__u64 by_netkit_peer;

static void note(__u64 number)
{
    order = order * 10 + number;
}

SEC("tc")
int first(struct __sk_buff *skb)
{
    note(1);
    return TCX_NEXT;
}

SEC("tc")
int second(struct __sk_buff *skb)
{
    note(2);
    return TCX_NEXT;
}

SEC("classifier")
int third(struct __sk_buff *skb)
{
    note(3);
    return TCX_NEXT;
}

SEC("tc/ingress")
int ingress(struct __sk_buff *skb)
{
    __sync_fetch_and_add(&arrived, 1);
    return TC_ACT_OK;
}

SEC("tcx/egress")
int egress(struct __sk_buff *skb)
{
    __sync_fetch_and_add(&left, 1);
    return TC_ACT_OK;
}

SEC("tc")
int shoot(struct __sk_buff *skb)
{
    return TC_ACT_SHOT;
}

SEC("netkit/primary")
int primary(struct __sk_buff *skb)
{
    __sync_fetch_and_add(&by_netkit, 1);
    return TCX_NEXT;
}

SEC("netkit/peer")
int peer(struct __sk_buff *skb)
{
    __sync_fetch_and_add(&by_netkit_peer, 1);
    return TCX_NEXT;
}

SEC("action")
int act(struct __sk_buff *skb)
{
    return skb->len > 100 ? TC_ACT_SHOT : TC_ACT_OK;
}
