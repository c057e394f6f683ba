// A tracer whose maps cost almost nothing to create: two tracepoints, an array of two counters, variables, and kernel fields (CO-RE). The
// benchmarks load this object to measure the loader rather than the kernel's allocation of maps.
#include "../include/bpf.h"

static __u64 (*bpf_get_current_pid_tgid)(void) = (void *)14;
static __u64 (*bpf_get_current_task)(void) = (void *)35;
static long (*bpf_probe_read_kernel)(void *to, __u32 size, const void *from) = (void *)113;

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct task_struct {
    int tgid;
    struct task_struct *real_parent;
};

#pragma clang attribute pop

// The id of the thread that is traced. Calls of other threads are ignored.
const volatile __u32 wanted_thread;

__u64 last_time;
int last_parent;

struct {
    __uint(type, BPF_MAP_TYPE_ARRAY);
    __uint(max_entries, 2);
    __type(key, __u32);
    __type(value, __u64);
} counts SEC(".maps");

static __attribute__((always_inline)) int count(__u32 key)
{
    __u32 thread = bpf_get_current_pid_tgid();
    if (wanted_thread && thread != wanted_thread)
        return 0;

    __u64 *value = bpf_map_lookup_elem(&counts, &key);
    if (value)
        __sync_fetch_and_add(value, 1);
    return 1;
}

SEC("tp/syscalls/sys_enter_getpgid") int on_enter(void *context)
{
    if (count(0))
        last_time = bpf_ktime_get_ns();
    return 0;
}

SEC("tp/syscalls/sys_exit_getpgid") int on_exit(void *context)
{
    if (!count(1))
        return 0;

    struct task_struct *task = (void *)bpf_get_current_task();
    struct task_struct *parent = 0;
    bpf_probe_read_kernel(&parent, sizeof(parent), &task->real_parent);
    bpf_probe_read_kernel(&last_parent, sizeof(last_parent), &parent->tgid);
    return 0;
}

char _license[] SEC("license") = "GPL";
