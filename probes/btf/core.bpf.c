// CO-RE: a raw tracepoint program reads fields whose offsets depend on the running kernel.
#include "../include/bpf.h"

#define BPF_FIELD_EXISTS 2
#define BPF_TYPE_EXISTS 0
#define BPF_ENUMVAL_VALUE 1

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

// The struct has only a few of the kernel's fields, in another order. That is enough, because CO-RE finds fields by their names.
struct task_struct {
    int tgid;
    int pid;
    char comm[16];
};

struct task_struct___not_there {
    int field_that_never_was;
};

struct type_that_never_was {
    int field;
};

#pragma clang attribute pop

static __u64 (*bpf_get_current_task)(void) = (void *)35;
static __u64 (*bpf_get_current_pid_tgid)(void) = (void *)14;
static long (*bpf_probe_read_kernel)(void *to, __u32 size, const void *from) = (void *)113;

struct result {
    __u64 runs;
    __u32 same_tgid;
    __u32 field_exists;
    __u32 absent_field_exists;
    __u32 type_exists;
    __u32 absent_type_exists;
    __u32 pad;
};

struct {
    __uint(type, BPF_MAP_TYPE_ARRAY);
    __uint(max_entries, 1);
    __type(key, __u32);
    __type(value, struct result);
} results SEC(".maps");

SEC("raw_tp/sys_enter")
int read_task(void *ctx)
{
    __u32 zero = 0;
    struct result *result = bpf_map_lookup_elem(&results, &zero);
    if (!result)
        return 0;

    struct task_struct *task = (void *)bpf_get_current_task();
    int tgid = 0;
    bpf_probe_read_kernel(&tgid, sizeof(tgid), __builtin_preserve_access_index(&task->tgid));
    if (tgid == (int)(bpf_get_current_pid_tgid() >> 32))
        result->same_tgid = 1;

    struct task_struct___not_there *other = (void *)task;
    result->field_exists = __builtin_preserve_field_info(task->comm, BPF_FIELD_EXISTS);
    result->absent_field_exists = __builtin_preserve_field_info(other->field_that_never_was, BPF_FIELD_EXISTS);
    result->type_exists = __builtin_preserve_type_info(*(struct task_struct *)0, BPF_TYPE_EXISTS);
    result->absent_type_exists = __builtin_preserve_type_info(*(struct type_that_never_was *)0, BPF_TYPE_EXISTS);
    result->runs++;
    return 0;
}

char LICENSE[] SEC("license") = "GPL";
