// A program that decodes what an infrared receiver sees: each sample is how long there was light, or none.
#include "../include/bpf.h"

__u64 samples;

SEC("lirc_mode2") int on_sample(__u32 *sample)
{
    __sync_fetch_and_add(&samples, 1);
    return 0;
}

char _license[] SEC("license") = "GPL";
