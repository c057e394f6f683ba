// A program on an event that happens so often a second, or after so many times.
#include "../include/bpf.h"

__u64 samples;

SEC("perf_event") int on_sample(void *context)
{
    __sync_fetch_and_add(&samples, 1);
    return 0;
}

char _license[] SEC("license") = "GPL";
