// Programs on many functions at once, in a library that the test creates.
#include "../include/bpf.h"

static __u64 (*bpf_get_attach_cookie)(void *context) = (void *)174;

__u64 starts;
__u64 cookies;
__u64 returns;

SEC("uprobe.multi/libbpfgen-probed.so:probed_*") int on_starts(void *registers)
{
    __sync_fetch_and_add(&cookies, bpf_get_attach_cookie(registers));
    __sync_fetch_and_add(&starts, 1);
    return 0;
}

SEC("uretprobe.multi/libbpfgen-probed.so:probed_*") int on_returns(void *registers)
{
    __sync_fetch_and_add(&returns, 1);
    return 0;
}

char _license[] SEC("license") = "GPL";
