// Records of 64 bytes through a perf event array, one for each call of one thread. The benchmarks read them.
#include "../include/bpf.h"

static __u64 (*bpf_get_current_pid_tgid)(void) = (void *)14;

// The id of the thread that measures. Calls of other threads are ignored.
const volatile __u32 wanted_thread;

struct sample {
    __u64 time;
    __u64 reserved[7];
};

struct {
    __uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
    __uint(key_size, sizeof(int));
    __uint(value_size, sizeof(int));
} records SEC(".maps");

SEC("tp/syscalls/sys_enter_getpgid") int on_enter(void *context)
{
    if ((__u32)bpf_get_current_pid_tgid() != wanted_thread)
        return 0;

    struct sample sample = { .time = bpf_ktime_get_ns() };
    bpf_perf_event_output(context, &records, BPF_F_CURRENT_CPU, &sample, sizeof(sample));
    return 0;
}

char _license[] SEC("license") = "GPL";
