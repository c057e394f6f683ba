// A program for each cgroup hook with addresses of IPv6 and Unix sockets. Each counts its runs, and rejects the call if a variable is set.
#include "../include/bpf.h"

struct calls {
    __u64 bind6;
    __u64 post_bind6;
    __u64 sendmsg6;
    __u64 recvmsg6;
    __u64 getpeername6;
    __u64 getsockname6;
    __u64 sendmsg_unix;
    __u64 recvmsg_unix;
    __u64 getpeername_unix;
    __u64 getsockname_unix;
};

struct calls calls;

// If set, the programs reject bind and send.
__u32 refuse;

#define COUNT(hook) __sync_fetch_and_add(&calls.hook, 1)

SEC("cgroup/bind6")
int on_bind(void *ctx)
{
    COUNT(bind6);
    return !refuse;
}

SEC("cgroup/post_bind6")
int on_post_bind(void *ctx)
{
    COUNT(post_bind6);
    return !refuse;
}

SEC("cgroup/sendmsg6")
int on_send(void *ctx)
{
    COUNT(sendmsg6);
    return !refuse;
}

SEC("cgroup/recvmsg6")
int on_receive(void *ctx)
{
    COUNT(recvmsg6);
    return 1;
}

SEC("cgroup/getpeername6")
int on_peer_name(void *ctx)
{
    COUNT(getpeername6);
    return 1;
}

SEC("cgroup/getsockname6")
int on_own_name(void *ctx)
{
    COUNT(getsockname6);
    return 1;
}

// Requires Linux 6.7.
SEC("cgroup/sendmsg_unix")
int on_send_unix(void *ctx)
{
    COUNT(sendmsg_unix);
    return !refuse;
}

SEC("cgroup/recvmsg_unix")
int on_receive_unix(void *ctx)
{
    COUNT(recvmsg_unix);
    return 1;
}

SEC("cgroup/getpeername_unix")
int on_peer_name_unix(void *ctx)
{
    COUNT(getpeername_unix);
    return 1;
}

SEC("cgroup/getsockname_unix")
int on_own_name_unix(void *ctx)
{
    COUNT(getsockname_unix);
    return 1;
}
