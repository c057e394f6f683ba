// Redirect targets of XDP: interfaces by index and by key, CPUs and AF_XDP sockets. Some entries have a program that runs at the target.
#include "../include/bpf.h"

#define BPF_MAP_TYPE_DEVMAP 14
#define BPF_MAP_TYPE_CPUMAP 16
#define BPF_MAP_TYPE_XSKMAP 17
#define BPF_MAP_TYPE_DEVMAP_HASH 25
#define XDP_PASS 2

static long (*bpf_redirect_map)(void *map, __u64 key, __u64 flags) = (void *)51;

struct xdp_md {
    __u32 data;
    __u32 data_end;
};

struct target {
    __u32 target;
    __u32 program;
};

struct {
    __uint(type, BPF_MAP_TYPE_DEVMAP);
    __uint(max_entries, 2);
    __type(key, __u32);
    __type(value, struct target);
} devices SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_DEVMAP_HASH);
    __uint(max_entries, 2);
    __type(key, __u32);
    __type(value, __u32);
} devices_by_key SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_CPUMAP);
    __uint(max_entries, 2);
    __type(key, __u32);
    __type(value, struct target);
} cpus SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_XSKMAP);
    __uint(max_entries, 2);
    __type(key, __u32);
    __type(value, __u32);
} sockets SEC(".maps");

__u64 arrived;
__u64 at_device;
__u64 on_cpu;

SEC("xdp") int to_device(struct xdp_md *context) { return bpf_redirect_map(&devices, 1, XDP_PASS); }

SEC("xdp") int to_key(struct xdp_md *context) { return bpf_redirect_map(&devices_by_key, 77, XDP_PASS); }

SEC("xdp") int to_cpu(struct xdp_md *context) { return bpf_redirect_map(&cpus, 0, XDP_PASS); }

SEC("xdp") int to_socket(struct xdp_md *context) { return bpf_redirect_map(&sockets, 1, XDP_PASS); }

SEC("xdp")
int arrive(struct xdp_md *context)
{
    __sync_fetch_and_add(&arrived, 1);
    return XDP_PASS;
}

SEC("xdp/devmap")
int before_device(struct xdp_md *context)
{
    __sync_fetch_and_add(&at_device, 1);
    return XDP_PASS;
}

SEC("xdp/cpumap")
int behind_queue(struct xdp_md *context)
{
    __sync_fetch_and_add(&on_cpu, 1);
    return XDP_PASS;
}

char LICENSE[] SEC("license") = "GPL";
