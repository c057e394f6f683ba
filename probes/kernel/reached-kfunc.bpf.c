// A weak kfunc that no kernel has, called without a check whether it exists.
#include "../include/bpf.h"
#include "../include/kernel.h"

extern void bpf_no_such_function(void) __ksym __weak;

SEC("tp_btf/task_rename") int on_rename(void *context)
{
    bpf_no_such_function();
    return 0;
}

char LICENSE[] SEC("license") = "GPL";
