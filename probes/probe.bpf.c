// The seed probe: sends the time of every packet, in nanoseconds since boot, to a perf event array.
#include "include/bpf.h"

struct bpf_map_def SEC("maps") events = {
    .type = BPF_MAP_TYPE_PERF_EVENT_ARRAY,
    .key_size = sizeof(__u32),
    .value_size = sizeof(__u32),
    .max_entries = 256,
    .map_flags = 0,
};

SEC("socket1")
int bpf_prog(void *ctx)
{
    __u64 time = bpf_ktime_get_ns();
    bpf_perf_event_output(ctx, &events, BPF_F_CURRENT_CPU, &time, sizeof(time));
    return 0;
}

char LICENSE[] SEC("license") = "GPL";
