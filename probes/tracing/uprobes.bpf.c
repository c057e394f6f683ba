// Programs on places of a library that the test makes: its functions return their argument plus 1, 2 and 3.
#include "../include/bpf.h"

__u64 starts;
__u64 returns;

// The sections name a library that is not there: the test says which it is.
SEC("uprobe/libbpfgen-probed.so:probed_one") int on_start(void *registers)
{
    __sync_fetch_and_add(&starts, 1);
    return 0;
}

SEC("uretprobe/libbpfgen-probed.so:probed_one") int on_return(void *registers)
{
    __sync_fetch_and_add(&returns, 1);
    return 0;
}

// Functions stand 16 bytes from one another: this is where the second one begins.
SEC("uprobe/libbpfgen-probed.so:probed_one+0x10") int behind_start(void *registers)
{
    __sync_fetch_and_add(&starts, 1);
    return 0;
}

// One of the C library, which every process has loaded.
SEC("uprobe/libc.so.6:getpgid") int on_getpgid(void *registers)
{
    __sync_fetch_and_add(&starts, 1);
    return 0;
}

char _license[] SEC("license") = "GPL";
