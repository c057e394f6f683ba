// A program on a perf event with a sample frequency or a sample period.
#include "../include/bpf.h"

__u64 samples;

SEC("perf_event") int on_sample(void *context)
{
    __sync_fetch_and_add(&samples, 1);
    return 0;
}

char _license[] SEC("license") = "GPL";
