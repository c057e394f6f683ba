// A kfunc that no kernel has and that the program requires, because it is not weak.
#include "../include/bpf.h"
#include "../include/kernel.h"

extern void bpf_no_such_function(void) __ksym;

SEC("tp_btf/task_rename") int on_rename(void *context)
{
    bpf_no_such_function();
    return 0;
}

char LICENSE[] SEC("license") = "GPL";
