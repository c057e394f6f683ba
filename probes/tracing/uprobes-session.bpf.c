// One program on the starts and returns of functions in a library that the test creates (Linux 6.13). Its return value at the start decides whether it
// runs at the return.
#include "../include/bpf.h"

static __u64 (*bpf_get_attach_cookie)(void *context) = (void *)174;

__u64 both;

SEC("uprobe.session/libbpfgen-probed.so:probed_*") int on_both(void *registers)
{
    __sync_fetch_and_add(&both, 1);
    // The return of the second function, whose cookie is 2, is skipped.
    return bpf_get_attach_cookie(registers) == 2;
}

char _license[] SEC("license") = "GPL";
