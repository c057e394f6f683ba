// Kernel functions that are declared without __ksym: two that the kernel has, and a weak one that it lacks.
#include "../include/bpf.h"

extern void bpf_rcu_read_lock(void);
extern void bpf_rcu_read_unlock(void);
extern void no_such_kernel_function(void) __attribute__((weak));

char LICENSE[] SEC("license") = "GPL";

SEC("tc")
int lock(struct __sk_buff *skb)
{
    bpf_rcu_read_lock();
    bpf_rcu_read_unlock();
    if (no_such_kernel_function)
        no_such_kernel_function();
    return 7;
}
