// A program that decodes the signal of an infrared receiver. Each sample is the duration of a pulse or a pause.
#include "../include/bpf.h"

__u64 samples;

SEC("lirc_mode2") int on_sample(__u32 *sample)
{
    __sync_fetch_and_add(&samples, 1);
    return 0;
}

char _license[] SEC("license") = "GPL";
