// biolatency: how long block devices take to complete requests, in one histogram for each disk or one for all disks.
#include "../include/bpf.h"
#include "histogram.h"

static long (*bpf_map_delete_elem)(void *map, const void *key) = (void *)3;

#define BPF_NOEXIST 1
#define NANOSECONDS_PER_MICROSECOND 1000
#define ALL_DISKS 0

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct gendisk {
    int major;
    int first_minor;
};

struct request_queue {
    struct gendisk *disk;
};

struct request {
    struct request_queue *q;
};

#pragma clang attribute pop

// If set, a duration starts when the request enters the queue of the operating system, and not when the device gets the request.
const volatile _Bool with_queue;
const volatile _Bool by_disk;
// A device number as in the kernel: the major number, then 20 bits of the minor number. 0 selects all disks.
const volatile __u32 wanted_disk;
// The unit of the histograms: 1 for microseconds, 1000 for milliseconds.
const volatile __u32 microseconds_per_unit = 1;

__u64 measured;
// Requests that are not measured because a map is full.
__u64 lost;

// Start times of requests, by the address of the request.
struct {
    __uint(type, BPF_MAP_TYPE_HASH);
    __uint(max_entries, 10240);
    __type(key, __u64);
    __type(value, __u64);
} starts SEC(".maps");

// Histograms by disk (its device number).
struct {
    __uint(type, BPF_MAP_TYPE_HASH);
    __uint(max_entries, 1024);
    __type(key, __u32);
    __type(value, struct histogram);
} histograms SEC(".maps");

static struct histogram empty;

static __u32 disk_of(struct request *request)
{
    struct gendisk *disk = request->q->disk;
    return disk ? (__u32)disk->major << 20 | disk->first_minor : 0;
}

static int begin(struct request *request, __u64 flags)
{
    if (wanted_disk && wanted_disk != disk_of(request))
        return 0;

    __u64 key = (__u64)request, now = bpf_ktime_get_ns();
    if (bpf_map_update_elem(&starts, &key, &now, flags) != 0 && flags != BPF_NOEXIST)
        __sync_fetch_and_add(&lost, 1);
    return 0;
}

SEC("tp_btf/block_rq_insert") int on_insert(__u64 *context)
{
    return begin((struct request *)context[0], 0);
}

SEC("tp_btf/block_rq_issue") int on_issue(__u64 *context)
{
    // A request that went through the queue already has a start time.
    return begin((struct request *)context[0], with_queue ? BPF_NOEXIST : 0);
}

SEC("tp_btf/block_rq_complete") int on_complete(__u64 *context)
{
    struct request *request = (struct request *)context[0];
    __u64 key = (__u64)request;
    __u64 *start = bpf_map_lookup_elem(&starts, &key);
    if (!start)
        return 0;

    __u64 duration = bpf_ktime_get_ns() - *start;
    bpf_map_delete_elem(&starts, &key);
    __u32 disk = by_disk ? disk_of(request) : ALL_DISKS;
    struct histogram *histogram = bpf_map_lookup_elem(&histograms, &disk);
    if (!histogram) {
        bpf_map_update_elem(&histograms, &disk, &empty, BPF_NOEXIST);
        histogram = bpf_map_lookup_elem(&histograms, &disk);
    }

    if (!histogram) {
        __sync_fetch_and_add(&lost, 1);
        return 0;
    }

    add_to_histogram(histogram, duration / NANOSECONDS_PER_MICROSECOND / microseconds_per_unit);
    __sync_fetch_and_add(&measured, 1);
    return 0;
}

char _license[] SEC("license") = "GPL";
