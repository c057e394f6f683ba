// One program on starts and returns of functions of a library (Linux 6.13), which the test makes: what it returns at the start says whether it sees the
// return.
#include "../include/bpf.h"

static __u64 (*bpf_get_attach_cookie)(void *context) = (void *)174;

__u64 both;

SEC("uprobe.session/libbpfgen-probed.so:probed_*") int on_both(void *registers)
{
    __sync_fetch_and_add(&both, 1);
    // That of the second function does not want its return.
    return bpf_get_attach_cookie(registers) == 2;
}

char _license[] SEC("license") = "GPL";
