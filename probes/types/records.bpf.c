// Records of ring buffers and perf event arrays: of the type in the map's definition, of a type that the project sets, and of several types.
#include "../include/bpf.h"

static long (*bpf_ringbuf_output)(void *ring, void *data, __u64 size, __u64 flags) = (void *)130;

enum unreached { UNREACHED_A, UNREACHED_B = 5 };

struct event {
    __u64 number;
    __u32 length;
    __u8 kind;
};

struct sample {
    __u32 number;
    char name[12];
};

// A struct that is larger than every record.
struct large {
    struct event events[4];
};

struct {
    __uint(type, BPF_MAP_TYPE_RINGBUF);
    __uint(max_entries, 65536);
    __type(value, struct event);
} events SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_RINGBUF);
    __uint(max_entries, 65536);
} mixed SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
    __type(key, int);
    __type(value, struct sample);
} samples SEC(".maps");

// The value type describes the file descriptors that the kernel stores in the map, and not the records.
struct {
    __uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
    __type(key, __u32);
    __type(value, __u32);
} plain SEC(".maps");

__u64 sent;
enum unreached unused;
struct large *nothing_large;

SEC("socket")
int send(struct __sk_buff *skb)
{
    __u64 number = __sync_fetch_and_add(&sent, 1);
    struct event event = { .number = number, .length = skb->len, .kind = 7 };
    struct sample sample = { .number = number, .name = "sample" };
    bpf_ringbuf_output(&events, &event, sizeof(event), 0);
    bpf_ringbuf_output(&mixed, &event, sizeof(event), 0);
    bpf_ringbuf_output(&mixed, &sample, sizeof(sample), 0);
    bpf_perf_event_output(skb, &samples, BPF_F_CURRENT_CPU, &sample, sizeof(sample));
    bpf_perf_event_output(skb, &plain, BPF_F_CURRENT_CPU, &sample, sizeof(sample));
    return 0;
}

char LICENSE[] SEC("license") = "GPL";
