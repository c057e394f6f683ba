// Programs on functions of a library that the test creates. The functions return their argument plus 1, 2 and 3.
#include "../include/bpf.h"

__u64 starts;
__u64 returns;

// No library of this name is installed, so the test passes the path of its own library.
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

// The functions are 16 bytes apart, so this offset is the start of the second function.
SEC("uprobe/libbpfgen-probed.so:probed_one+0x10") int behind_start(void *registers)
{
    __sync_fetch_and_add(&starts, 1);
    return 0;
}

// A function of the C library, which every process has loaded.
SEC("uprobe/libc.so.6:getpgid") int on_getpgid(void *registers)
{
    __sync_fetch_and_add(&starts, 1);
    return 0;
}

char _license[] SEC("license") = "GPL";
