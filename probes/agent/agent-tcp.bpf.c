// TCP connections and retransmits, counted by the cgroup of the socket and the port of the service.
#include "../include/bpf.h"
#include "agent.h"

#define IPPROTO_TCP 6

// The states of a TCP connection, from the kernel's net/tcp_states.h.
enum { TCP_ESTABLISHED = 1, TCP_SYN_SENT = 2, TCP_SYN_RECV = 3, TCP_CLOSE = 7 };

enum { INCOMING = 0, OUTGOING = 1 };

struct sock_common {
    __u16 skc_dport;
    __u16 skc_num;
} preserved;

struct sock_cgroup_data {
    struct cgroup *cgroup;
} preserved;

// Before Linux 5.15.
struct sock_cgroup_data___val {
    __u64 val;
} preserved;

struct sock {
    struct sock_common __sk_common;
    __u16 sk_protocol;
    struct sock_cgroup_data sk_cgrp_data;
} preserved;

struct tcp_key {
    __u64 cgroup;
    __u16 port;
    __u16 outgoing;
    __u32 reserved;
};

#define TABLE(name) \
    struct { \
        __uint(type, BPF_MAP_TYPE_PERCPU_HASH); \
        __uint(max_entries, 4096); \
        __type(key, struct tcp_key); \
        __type(value, __u64); \
    } name SEC(".maps")

TABLE(connections);
TABLE(failures);
TABLE(retransmits);

static __u64 none;

// The kernel establishes connections in interrupts, in which the current process is any process. So the cgroup is that of the socket.
static __u64 cgroup_of(struct sock *socket)
{
    struct cgroup *cgroup = 0;
    struct kernfs_node *node = 0;
    __u64 id = 0;

    if (exists(socket->sk_cgrp_data.cgroup)) {
        read(cgroup, socket->sk_cgrp_data.cgroup);
    } else {
        struct sock_cgroup_data___val *data = (void *)__builtin_preserve_access_index(&socket->sk_cgrp_data);
        __u64 value = 0;
        read(value, data->val);
        // The lowest bit says that the field has other data: then the socket has no cgroup of its own.
        cgroup = value & 1 ? 0 : (struct cgroup *)value;
    }

    if (!cgroup)
        return 0;
    read(node, cgroup->kn);
    read(id, node->id);
    return id;
}

static void count(void *table, struct sock *socket, __u16 port, __u16 outgoing)
{
    struct tcp_key key = { .cgroup = cgroup_of(socket), .port = port, .outgoing = outgoing };
    __u64 *value = value_of(table, &key, &none);
    if (value)
        (*value)++;
}

static __u16 local_port(struct sock *socket)
{
    __u16 port = 0;
    read(port, socket->__sk_common.skc_num);
    return port;
}

static __u16 remote_port(struct sock *socket)
{
    __u16 port = 0;
    read(port, socket->__sk_common.skc_dport);
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    port = __builtin_bswap16(port);
#endif
    return port;
}

SEC("tp_btf/inet_sock_set_state") int on_state(__u64 *context)
{
    struct sock *socket = (void *)context[0];
    int from = context[1], to = context[2];
    __u16 protocol = 0;

    if (from != TCP_SYN_SENT && from != TCP_SYN_RECV)
        return 0;
    read(protocol, socket->sk_protocol);
    if (protocol != IPPROTO_TCP)
        return 0;

    if (to == TCP_ESTABLISHED) {
        if (from == TCP_SYN_SENT)
            count(&connections, socket, remote_port(socket), OUTGOING);
        else
            count(&connections, socket, local_port(socket), INCOMING);
    } else if (to == TCP_CLOSE && from == TCP_SYN_SENT) {
        count(&failures, socket, remote_port(socket), OUTGOING);
    }
    return 0;
}

SEC("tp_btf/tcp_retransmit_skb") int on_retransmit(__u64 *context)
{
    struct sock *socket = (void *)context[0];
    __u16 local = local_port(socket), remote = remote_port(socket);

    // The service has the lower port: clients take theirs from the upper range.
    if (local < remote)
        count(&retransmits, socket, local, INCOMING);
    else
        count(&retransmits, socket, remote, OUTGOING);
    return 0;
}

char _license[] SEC("license") = "GPL";
