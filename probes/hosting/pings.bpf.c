// One record for each call of getpgid() by one process: in a ring buffer, and in a perf event array.
#include "../include/bpf.h"

static __u64 (*bpf_get_current_pid_tgid)(void) = (void *)14;
static long (*bpf_ringbuf_output)(void *ring, const void *data, __u64 size, __u64 flags) = (void *)130;

// The process whose calls are recorded.
const volatile __u32 process;

struct ping {
    __u32 process;
    __u32 argument;
};

// Without a variable of this type, the compiler leaves the type out of the BTF.
struct ping *unused __attribute__((unused));

struct {
    __uint(type, BPF_MAP_TYPE_RINGBUF);
    __uint(max_entries, 64 * 1024);
} ring SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
    __uint(key_size, 4);
    __uint(value_size, 4);
} perf SEC(".maps");

// The same records in maps whose records have no type in C#: the project names the type for the maps above only.
struct {
    __uint(type, BPF_MAP_TYPE_RINGBUF);
    __uint(max_entries, 64 * 1024);
} raw_ring SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
    __uint(key_size, 4);
    __uint(value_size, 4);
} raw_perf SEC(".maps");

struct sys_enter {
    __u64 common;
    __u64 number;
    __u64 arguments[6];
};

SEC("tp/syscalls/sys_enter_getpgid") int on_getpgid(struct sys_enter *context)
{
    struct ping ping = {
        .process = bpf_get_current_pid_tgid() >> 32,
        .argument = context->arguments[0],
    };

    if (ping.process != process)
        return 0;

    bpf_ringbuf_output(&ring, &ping, sizeof(ping), 0);
    bpf_perf_event_output(context, &perf, BPF_F_CURRENT_CPU, &ping, sizeof(ping));
    bpf_ringbuf_output(&raw_ring, &ping, sizeof(ping), 0);
    bpf_perf_event_output(context, &raw_perf, BPF_F_CURRENT_CPU, &ping, sizeof(ping));
    return 0;
}

char _license[] SEC("license") = "GPL";
