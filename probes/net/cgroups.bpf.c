// A program for each cgroup hook. Each counts its runs, and some reject or redirect the call if a variable is set.
#include "../include/bpf.h"

#define ALLOW 1
#define REFUSE 0

struct bpf_sock {
    __u32 bound_dev_if;
    __u32 family;
    __u32 type;
    __u32 protocol;
};

struct bpf_sock_addr {
    __u32 user_family;
    __u32 user_ip4;
    __u32 user_ip6[4];
    __u32 user_port;
};

struct bpf_sockopt {
    __u64 sk;
    __u64 optval;
    __u64 optval_end;
    int level;
    int optname;
    int optlen;
    int retval;
};

struct bpf_sysctl {
    __u32 write;
    __u32 file_pos;
};

struct bpf_cgroup_dev_ctx {
    __u32 access_type;
    __u32 major;
    __u32 minor;
};

struct calls {
    __u64 ingress;
    __u64 egress;
    __u64 either;
    __u64 sock_create;
    __u64 sock_release;
    __u64 bind4;
    __u64 post_bind4;
    __u64 connect4;
    __u64 connect6;
    __u64 connect_unix;
    __u64 sendmsg4;
    __u64 recvmsg4;
    __u64 getpeername4;
    __u64 getsockname4;
    __u64 setsockopt;
    __u64 getsockopt;
    __u64 sysctl;
    __u64 device;
};

struct calls calls;

// The protocol number for which no socket may be created.
__u32 refused_protocol;
// Ports in network byte order. Connections to from_port are redirected to to_port.
__u32 from_port;
__u32 to_port;
// The socket option that must not be set.
int refused_option;
// Reject writes to sysctls, and access to devices with this major number.
__u32 refuse_sysctl;
__u32 refused_major;
// The order in which the programs ran: each program appends its decimal digit. The last digit is that of the last program.
__u64 order;

#define COUNT(hook) __sync_fetch_and_add(&calls.hook, 1)

SEC("cgroup_skb/ingress")
int on_ingress(struct __sk_buff *skb)
{
    COUNT(ingress);
    return ALLOW;
}

SEC("cgroup_skb/egress")
int on_egress(struct __sk_buff *skb)
{
    COUNT(egress);
    return ALLOW;
}

SEC("cgroup/skb")
int on_either(struct __sk_buff *skb)
{
    COUNT(either);
    return ALLOW;
}

SEC("cgroup/sock_create")
int on_create(struct bpf_sock *sk)
{
    COUNT(sock_create);
    return sk->protocol == refused_protocol ? REFUSE : ALLOW;
}

SEC("cgroup/sock_release")
int on_release(struct bpf_sock *sk)
{
    COUNT(sock_release);
    return ALLOW;
}

SEC("cgroup/bind4")
int on_bind(struct bpf_sock_addr *ctx)
{
    COUNT(bind4);
    return ALLOW;
}

SEC("cgroup/post_bind4")
int on_post_bind(struct bpf_sock *sk)
{
    COUNT(post_bind4);
    return ALLOW;
}

SEC("cgroup/connect4")
int on_connect(struct bpf_sock_addr *ctx)
{
    COUNT(connect4);
    if (from_port && ctx->user_port == from_port)
        ctx->user_port = to_port;
    return ALLOW;
}

SEC("cgroup/connect6")
int on_connect6(struct bpf_sock_addr *ctx)
{
    COUNT(connect6);
    return ALLOW;
}

SEC("cgroup/connect_unix")
int on_connect_unix(struct bpf_sock_addr *ctx)
{
    COUNT(connect_unix);
    return ALLOW;
}

SEC("cgroup/sendmsg4")
int on_send(struct bpf_sock_addr *ctx)
{
    COUNT(sendmsg4);
    return ALLOW;
}

SEC("cgroup/recvmsg4")
int on_receive(struct bpf_sock_addr *ctx)
{
    COUNT(recvmsg4);
    return ALLOW;
}

SEC("cgroup/getpeername4")
int on_peer_name(struct bpf_sock_addr *ctx)
{
    COUNT(getpeername4);
    return ALLOW;
}

SEC("cgroup/getsockname4")
int on_own_name(struct bpf_sock_addr *ctx)
{
    COUNT(getsockname4);
    return ALLOW;
}

SEC("cgroup/setsockopt")
int on_set_option(struct bpf_sockopt *ctx)
{
    COUNT(setsockopt);
    return ctx->optname == refused_option ? REFUSE : ALLOW;
}

SEC("cgroup/getsockopt")
int on_get_option(struct bpf_sockopt *ctx)
{
    COUNT(getsockopt);
    return ALLOW;
}

SEC("cgroup/sysctl")
int on_sysctl(struct bpf_sysctl *ctx)
{
    COUNT(sysctl);
    return ctx->write && refuse_sysctl ? REFUSE : ALLOW;
}

SEC("cgroup/dev")
int on_device(struct bpf_cgroup_dev_ctx *ctx)
{
    COUNT(device);
    return refused_major && ctx->major == refused_major ? REFUSE : ALLOW;
}

// Two programs for one hook, to test their order.
SEC("cgroup/sock_create")
int first(struct bpf_sock *sk)
{
    order = order * 10 + 1;
    return ALLOW;
}

SEC("cgroup/sock_create")
int second(struct bpf_sock *sk)
{
    order = order * 10 + 2;
    return ALLOW;
}
