// A kfunc that has other parameters in the kernel.
#include "../include/bpf.h"
#include "../include/kernel.h"

extern void bpf_rcu_read_lock(int unwanted) __ksym;

SEC("tp_btf/task_rename") int on_rename(void *context)
{
    bpf_rcu_read_lock(1);
    return 0;
}

char LICENSE[] SEC("license") = "GPL";
