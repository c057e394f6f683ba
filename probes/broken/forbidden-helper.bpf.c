// The kernel allows bpf_redirect to programs that handle packets only, and bpf_bind only when a socket connects.
#include "../include/bpf.h"

static long (*bpf_redirect)(__u32 interface, __u64 flags) = (void *)23;
static long (*bpf_bind)(void *ctx, void *address, int size) = (void *)64;

SEC("kprobe/do_unlinkat")
int on_unlink(void *ctx)
{
    return bpf_redirect(1, 0);
}

SEC("cgroup/bind4")
int on_bind(void *ctx)
{
    char address[16] = {};
    bpf_bind(ctx, address, sizeof(address));
    return 1;
}

SEC("cgroup/connect4")
int on_connect(void *ctx)
{
    char address[16] = {};
    bpf_bind(ctx, address, sizeof(address));
    return 1;
}

SEC("?kprobe/do_unlinkat")
int on_request(void *ctx)
{
    return bpf_redirect(1, 0);
}

char LICENSE[] SEC("license") = "GPL";
