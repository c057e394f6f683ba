// Programs that are bound to functions: of the kernel, of a module (with and without the module's name in the section), and of another program.
#include "../include/bpf.h"
#include "../include/kernel.h"

struct nf_conn;
struct bpf_sock_tuple {
    __u32 saddr;
    __u32 daddr;
    __u16 sport;
    __u16 dport;
};
struct bpf_ct_opts {
    int netns_id;
    int error;
    __u8 l4proto;
    __u8 dir;
    __u8 reserved[2];
};
struct nf_conn {
    int unused;
};

// This kfunc is in the module nf_conntrack, unless nf_conntrack is built into the kernel.
extern struct nf_conn *bpf_skb_ct_lookup(struct __sk_buff *packet, struct bpf_sock_tuple *tuple, __u32 tuple_size, struct bpf_ct_opts *options, __u32 options_size) __ksym __weak;
extern void bpf_ct_release(struct nf_conn *connection) __ksym __weak;

__u64 entered;
__u64 left;
__u64 opened;
__u64 replaced;

SEC("?fentry/__set_task_comm") int on_entry(void *context)
{
    entered++;
    return 0;
}

SEC("?fexit/__set_task_comm") int on_exit(void *context)
{
    left++;
    return 0;
}

SEC("?lsm/file_open") int on_open(void *context)
{
    opened++;
    return 0;
}

SEC("?fentry/dummy:dummy_xmit") int in_named_module(void *context)
{
    return 0;
}

SEC("?fentry/dummy_xmit") int in_any_module(void *context)
{
    return 0;
}

SEC("?tc") int look_up(struct __sk_buff *packet)
{
    struct bpf_sock_tuple tuple = { .saddr = 0x0100007f, .daddr = 0x0100007f };
    struct bpf_ct_opts options = { .netns_id = -1, .l4proto = 17 };
    if (!bpf_ksym_exists(bpf_skb_ct_lookup))
        return 0;
    struct nf_conn *connection = bpf_skb_ct_lookup(packet, &tuple, sizeof(tuple), &options, sizeof(options));
    if (connection)
        bpf_ct_release(connection);
    return 0;
}

__noinline int packets(struct __sk_buff *packet)
{
    volatile int length = packet->len;
    return length;
}

SEC("?tc") int to_be_replaced(struct __sk_buff *packet)
{
    return packets(packet);
}

SEC("?freplace/packets") int replacement(struct __sk_buff *packet)
{
    replaced++;
    return packet->len;
}

char LICENSE[] SEC("license") = "GPL";
