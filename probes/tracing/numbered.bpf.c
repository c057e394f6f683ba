// Sends numbered records through a perf event array. Each record contains redundant values, so that a torn record is detected.
#include "../include/bpf.h"

struct record {
    __u64 number;
    __u64 complement;
    __u64 squared;
};

struct {
    __uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
    __uint(key_size, sizeof(int));
    __uint(value_size, sizeof(int));
} records SEC(".maps");

// The process id that the test passes to getpgid. No such process exists.
const volatile __u64 wanted_group = 0x7ffb9f6e;

// Only one thread makes these calls, so the counter needs no atomic operation.
__u64 sent;

struct sys_enter {
    __u64 common;
    __u64 number;
    __u64 arguments[6];
};

SEC("tp/syscalls/sys_enter_getpgid") int on_getpgid(struct sys_enter *event)
{
    if (event->arguments[0] != wanted_group)
        return 0;

    __u64 number = sent++;
    struct record record = { number, ~number, number * number };
    bpf_perf_event_output(event, &records, BPF_F_CURRENT_CPU, &record, sizeof(record));
    return 0;
}

char _license[] SEC("license") = "GPL";
