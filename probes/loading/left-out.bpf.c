// Programs that each name something that no kernel has, and a program that names nothing of the kind.
#include "../include/bpf.h"
#include "../include/kernel.h"

extern void bpfgen_no_such_kfunc(void) __ksym;
extern const void bpfgen_no_such_symbol __ksym;
extern int CONFIG_BPFGEN_NO_SUCH_OPTION __kconfig;
extern unsigned LINUX_KERNEL_VERSION __kconfig;

__u64 renames;
__u64 version;
__u64 address;

SEC("raw_tp/task_rename") int works(void *context)
{
    version = LINUX_KERNEL_VERSION;
    __sync_fetch_and_add(&renames, 1);
    return 0;
}

SEC("tp_btf/bpfgen_no_such_tracepoint") int on_old_name(void *context) { return 0; }

SEC("kprobe/bpfgen_no_such_function") int on_old_function(void *context) { return 0; }

SEC("raw_tp/task_rename") int needs_function(void *context)
{
    bpfgen_no_such_kfunc();
    return 0;
}

SEC("raw_tp/task_rename") int needs_symbol(void *context)
{
    address = (__u64)&bpfgen_no_such_symbol;
    return 0;
}

SEC("raw_tp/task_rename") int needs_option(void *context)
{
    return CONFIG_BPFGEN_NO_SUCH_OPTION;
}

char LICENSE[] SEC("license") = "GPL";
