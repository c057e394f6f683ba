// A program on an event that happens so often a second, or after so many times.
#include "../include/bpf.h"

static __u64 (*bpf_get_attach_cookie)(void *context) = (void *)174;

__u64 samples;
__u64 cookie;

SEC("perf_event") int on_sample(void *context)
{
    cookie = bpf_get_attach_cookie(context);
    __sync_fetch_and_add(&samples, 1);
    return 0;
}

char _license[] SEC("license") = "GPL";
