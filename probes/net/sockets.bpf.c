// Socket programs: sockops, sk_msg, sk_skb, sk_lookup and sk_reuseport.
#include "../include/bpf.h"

#define SK_DROP 0
#define SK_PASS 1
#define BPF_MAP_TYPE_SOCKMAP 15
#define BPF_MAP_TYPE_REUSEPORT_SOCKARRAY 20
#define BPF_SOCK_OPS_ACTIVE_ESTABLISHED_CB 4
#define BPF_SOCK_OPS_PASSIVE_ESTABLISHED_CB 5

static long (*bpf_sk_redirect_map)(void *skb, void *map, __u32 key, __u64 flags) = (void *)52;
static long (*bpf_sk_select_reuseport)(void *reuse, void *map, void *key, __u64 flags) = (void *)82;
static long (*bpf_sk_release)(void *sock) = (void *)86;
static long (*bpf_sk_assign)(void *ctx, void *sk, __u64 flags) = (void *)124;

struct {
    __uint(type, BPF_MAP_TYPE_SOCKMAP);
    __uint(max_entries, 4);
    __type(key, __u32);
    __type(value, __u64);
} connections SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_SOCKMAP);
    __uint(max_entries, 1);
    __type(key, __u32);
    __type(value, __u64);
} listener SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_REUSEPORT_SOCKARRAY);
    __uint(max_entries, 2);
    __type(key, __u32);
    __type(value, __u64);
} group SEC(".maps");

struct bpf_sock_ops {
    __u32 op;
};

struct bpf_sk_lookup {
    __u64 sk;
    __u32 family;
    __u32 protocol;
    __u32 remote_ip4;
    __u32 remote_ip6[4];
    __u32 remote_port;
    __u32 local_ip4;
    __u32 local_ip6[4];
    __u32 local_port;
};

struct sk_reuseport_md {
    __u64 data;
    __u64 data_end;
    __u32 len;
    __u32 eth_protocol;
    __u32 ip_protocol;
    __u32 bind_inany;
    __u32 hash;
    __u64 sk;
    __u64 migrating_sk;
};

__u64 established;
__u64 sent;
__u64 parsed;
__u64 judged;
__u64 looked_up;
__u64 selected;
__u64 migrated;
__u32 drop_messages;
__u32 chosen;
__u32 redirected_port;

SEC("sockops")
int follow(struct bpf_sock_ops *ctx)
{
    if (ctx->op == BPF_SOCK_OPS_ACTIVE_ESTABLISHED_CB || ctx->op == BPF_SOCK_OPS_PASSIVE_ESTABLISHED_CB)
        __sync_fetch_and_add(&established, 1);
    return 1;
}

SEC("sk_msg")
int message(void *ctx)
{
    __sync_fetch_and_add(&sent, 1);
    return drop_messages ? SK_DROP : SK_PASS;
}

SEC("sk_skb/stream_parser")
int parse(struct __sk_buff *skb)
{
    __sync_fetch_and_add(&parsed, 1);
    return skb->len;
}

// Sends the data that the socket at index 0 receives back to the sender of the data.
SEC("sk_skb/stream_verdict")
int echo(struct __sk_buff *skb)
{
    __sync_fetch_and_add(&judged, 1);
    return bpf_sk_redirect_map(skb, &connections, 0, 0);
}

SEC("sk_skb")
int unspecified(struct __sk_buff *skb)
{
    __sync_fetch_and_add(&judged, 1);
    return SK_PASS;
}

SEC("sk_lookup")
int dispatch(struct bpf_sk_lookup *ctx)
{
    __u32 index = 0;
    if (ctx->local_port != redirected_port)
        return SK_PASS;

    void *socket = bpf_map_lookup_elem(&listener, &index);
    if (!socket)
        return SK_DROP;

    __sync_fetch_and_add(&looked_up, 1);
    bpf_sk_assign(ctx, socket, 0);
    bpf_sk_release(socket);
    return SK_PASS;
}

SEC("sk_reuseport")
int choose(void *ctx)
{
    __u32 index = chosen;
    __sync_fetch_and_add(&selected, 1);
    bpf_sk_select_reuseport(ctx, &group, &index, 0);
    return SK_PASS;
}

// Requires Linux 5.14. The kernel migrates a pending connection to another socket if its listener is closed.
SEC("?sk_reuseport/migrate")
int migrate(struct sk_reuseport_md *ctx)
{
    __u32 index = chosen;
    __sync_fetch_and_add(ctx->migrating_sk ? &migrated : &selected, 1);
    bpf_sk_select_reuseport(ctx, &group, &index, 0);
    return SK_PASS;
}

// Some of the helpers require a GPL-compatible license.
char _license[] SEC("license") = "GPL";
