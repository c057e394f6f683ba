// A program that the object loads, and one that needs more capabilities and is loaded only if the options ask for it.
#include "../include/bpf.h"

__u64 packets;
__u64 calls;

SEC("socket") int count_packets(struct __sk_buff *skb)
{
    packets += 1;
    return 0;
}

SEC("?kprobe/security_task_getpgid") int count_calls(void *registers)
{
    calls += 1;
    return 0;
}

char _license[] SEC("license") = "GPL";
