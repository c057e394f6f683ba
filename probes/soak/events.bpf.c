// Numbered events at full rate, for runs of an hour: each call sends one record, or counts it as lost.
#include "../include/bpf.h"

static __u64 (*bpf_get_current_pid_tgid)(void) = (void *)14;
static long (*bpf_ringbuf_output)(void *ring, const void *data, __u64 size, __u64 flags) = (void *)130;

// The process whose calls of getpgid() are events.
const volatile __u32 process;

struct event {
    __u64 number;
    __u64 check;
};

// Without a variable of this type, the compiler leaves the type out of the BTF.
struct event *unused __attribute__((unused));

struct {
    __uint(type, BPF_MAP_TYPE_RINGBUF);
    __uint(max_entries, 256 * 1024);
} soak_ring SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
    __uint(key_size, 4);
    __uint(value_size, 4);
} soak_perf SEC(".maps");

__u64 ring_calls;
__u64 ring_lost;
__u64 perf_calls;
__u64 perf_lost;

SEC("socket")
int soak_packet(struct __sk_buff *skb)
{
    __u64 number = __sync_fetch_and_add(&ring_calls, 1);
    struct event event = { .number = number, .check = ~number };

    if (bpf_ringbuf_output(&soak_ring, &event, sizeof(event), 0))
        __sync_fetch_and_add(&ring_lost, 1);
    return 0;
}

SEC("tp/syscalls/sys_enter_getpgid")
int soak_getpgid(void *context)
{
    if ((__u32)(bpf_get_current_pid_tgid() >> 32) != process)
        return 0;

    __u64 number = __sync_fetch_and_add(&perf_calls, 1);
    struct event event = { .number = number, .check = ~number };

    if (bpf_perf_event_output(context, &soak_perf, BPF_F_CURRENT_CPU, &event, sizeof(event)))
        __sync_fetch_and_add(&perf_lost, 1);
    return 0;
}

char _license[] SEC("license") = "GPL";
