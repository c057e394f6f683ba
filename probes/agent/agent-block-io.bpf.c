// How long block devices take to complete requests: a histogram for each device and operation.
#include "../include/bpf.h"
#include "agent.h"
#include "latency.h"

#define OPERATION_MASK 0xff

struct gendisk {
    int major;
    int first_minor;
} preserved;

struct request_queue {
    struct gendisk *disk;
} preserved;

struct request {
    struct request_queue *q;
    unsigned int cmd_flags;
    unsigned int __data_len;
} preserved;

// Before Linux 5.17.
struct request___disk {
    struct gendisk *rq_disk;
} preserved;

// Before Linux 5.11, and 5.10.137, the first parameter of the tracepoint is the queue.
typedef void (*btf_trace_block_rq_issue___queue)(void *, struct request_queue *, struct request *);

struct block_key {
    // The major number, then 20 bits of the minor number, as in the kernel.
    __u32 device;
    __u32 operation;
};

struct start {
    __u64 time;
    struct block_key key;
    __u64 bytes;
};

// Requests that a device works on, by the address of the request.
struct {
    __uint(type, BPF_MAP_TYPE_HASH);
    __uint(max_entries, 16384);
    __type(key, __u64);
    __type(value, struct start);
} starts SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_PERCPU_HASH);
    __uint(max_entries, 1024);
    __type(key, struct block_key);
    __type(value, struct latency);
} requests SEC(".maps");

static __u32 device_of(struct request *request)
{
    struct gendisk *disk = 0;
    int major = 0, minor = 0;

    struct request___disk *old = (void *)request;
    if (exists(old->rq_disk)) {
        read(disk, old->rq_disk);
    } else {
        struct request_queue *queue = 0;
        read(queue, request->q);
        read(disk, queue->disk);
    }
    if (!disk)
        return 0;
    read(major, disk->major);
    read(minor, disk->first_minor);
    return (__u32)major << 20 | minor;
}

SEC("tp_btf/block_rq_issue") int on_issue(__u64 *context)
{
    struct request *request;
    if (__builtin_preserve_type_info(*(btf_trace_block_rq_issue___queue *)0, TYPE_MATCHES))
        request = (void *)context[1];
    else
        request = (void *)context[0];

    __u64 address = (__u64)request;
    unsigned int flags = 0, bytes = 0;
    read(flags, request->cmd_flags);
    read(bytes, request->__data_len);
    struct start start = {
        .time = bpf_ktime_get_ns(),
        .key = { .device = device_of(request), .operation = flags & OPERATION_MASK },
        .bytes = bytes,
    };
    if (bpf_map_update_elem(&starts, &address, &start, 0) != 0)
        lose();
    return 0;
}

SEC("tp_btf/block_rq_complete") int on_complete(__u64 *context)
{
    __u64 address = context[0];
    struct start *start = bpf_map_lookup_elem(&starts, &address);
    if (!start)
        return 0;

    __u64 duration = bpf_ktime_get_ns() - start->time, bytes = start->bytes;
    struct block_key key = start->key;
    bpf_map_delete_elem(&starts, &address);
    struct latency *latency = value_of(&requests, &key, &no_latency);
    if (latency)
        add_latency(latency, duration, bytes);
    return 0;
}

char _license[] SEC("license") = "GPL";
