// A symbol that no kernel has and that the program requires, because it is not weak.
#include "../include/bpf.h"
#include "../include/kernel.h"

extern const void no_such_symbol __ksym;

__u64 address;

SEC("raw_tp/task_rename") int read(void *context)
{
    address = (__u64)&no_such_symbol;
    return 0;
}

char LICENSE[] SEC("license") = "GPL";
