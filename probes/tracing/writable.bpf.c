// A program on a writable raw tracepoint at the end of a test run (BPF_PROG_TEST_RUN). The program sets the error number of the test run.
#include "../include/bpf.h"

static __u64 (*bpf_get_current_pid_tgid)(void) = (void *)14;

__u64 process;
int error;

SEC("raw_tp.w/bpf_test_finish") int on_finish(__u64 *arguments)
{
    int *result = (int *)arguments[0];
    if (bpf_get_current_pid_tgid() >> 32 == process)
        *result = error;
    return 0;
}

SEC("socket") int run(struct __sk_buff *skb)
{
    return 0;
}

char _license[] SEC("license") = "GPL";
