// Addresses of kernel symbols, found by name and declared without a type.
#include "../include/bpf.h"
#include "../include/kernel.h"

extern const void _stext __ksym;
extern const void no_such_symbol __ksym __weak;
extern const int bpf_no_such_variable __ksym __weak;

__u64 runs;
__u64 text_address;
__u64 absent_address;
__u32 absent_variable_exists;

SEC("raw_tp/task_rename") int read(void *context)
{
    text_address = (__u64)&_stext;
    absent_address = (__u64)&no_such_symbol;
    absent_variable_exists = bpf_ksym_exists(bpf_no_such_variable);
    runs++;
    return 0;
}

char LICENSE[] SEC("license") = "GPL";
