// The program calls bpf_perf_event_output, which only GPL-compatible programs may call.
#include "../include/bpf.h"

struct bpf_map_def SEC("maps") events = { .type = BPF_MAP_TYPE_PERF_EVENT_ARRAY, .key_size = 4, .value_size = 4, .max_entries = 256 };

SEC("socket")
int send(void *ctx)
{
    __u64 time = bpf_ktime_get_ns();
    bpf_perf_event_output(ctx, &events, BPF_F_CURRENT_CPU, &time, sizeof(time));
    return 0;
}

char LICENSE[] SEC("license") = "MIT";
