// A typical tracer: two tracepoints that share a hash map, constants that enable code, kernel fields (CO-RE), and records in a ring buffer.
// The benchmarks load this object.
#include "../include/bpf.h"

static __u64 (*bpf_get_current_pid_tgid)(void) = (void *)14;
static __u64 (*bpf_get_current_task)(void) = (void *)35;
static long (*bpf_map_delete_elem)(void *map, const void *key) = (void *)3;
static long (*bpf_get_current_comm)(void *to, __u32 size) = (void *)16;
static long (*bpf_probe_read_kernel)(void *to, __u32 size, const void *from) = (void *)113;
static void *(*bpf_ringbuf_reserve)(void *ring, __u64 size, __u64 flags) = (void *)131;
static void (*bpf_ringbuf_submit)(void *record, __u64 flags) = (void *)132;

#define BPF_RB_NO_WAKEUP 1

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct task_struct {
    int pid;
    int tgid;
    struct task_struct *real_parent;
};

#pragma clang attribute pop

// The id of the thread that is traced. Calls of other threads are ignored.
const volatile __u32 wanted_thread;
const volatile __u64 least_duration;

__u64 calls;
__u64 lost;

struct call {
    __u64 time;
    __u64 duration;
    __u64 number;
    int process;
    int parent;
    __u64 argument;
    char command[16];
    __u64 reserved;
};

struct {
    __uint(type, BPF_MAP_TYPE_HASH);
    __uint(max_entries, 8192);
    __type(key, __u32);
    __type(value, __u64);
} starts SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_RINGBUF);
    __uint(max_entries, 256 * 1024);
} events SEC(".maps");

struct sys_enter {
    __u64 common;
    __u64 number;
    __u64 arguments[6];
};

SEC("tp/syscalls/sys_enter_getpgid") int on_enter(struct sys_enter *context)
{
    __u32 thread = bpf_get_current_pid_tgid();
    if (wanted_thread && thread != wanted_thread)
        return 0;

    __u64 now = bpf_ktime_get_ns();
    bpf_map_update_elem(&starts, &thread, &now, 0);
    __sync_fetch_and_add(&calls, 1);
    return 0;
}

SEC("tp/syscalls/sys_exit_getpgid") int on_exit(void *context)
{
    __u32 thread = bpf_get_current_pid_tgid();
    __u64 *start = bpf_map_lookup_elem(&starts, &thread);
    if (!start)
        return 0;

    __u64 now = bpf_ktime_get_ns();
    __u64 duration = now - *start;
    bpf_map_delete_elem(&starts, &thread);
    if (duration < least_duration)
        return 0;

    struct task_struct *task = (void *)bpf_get_current_task();
    struct task_struct *parent = 0;
    int process = 0, parent_process = 0;
    bpf_probe_read_kernel(&process, sizeof(process), &task->tgid);
    bpf_probe_read_kernel(&parent, sizeof(parent), &task->real_parent);
    bpf_probe_read_kernel(&parent_process, sizeof(parent_process), &parent->tgid);

    struct call *call = bpf_ringbuf_reserve(&events, sizeof(*call), 0);
    if (!call) {
        __sync_fetch_and_add(&lost, 1);
        return 0;
    }

    call->time = now;
    call->duration = duration;
    call->number = calls;
    call->process = process;
    call->parent = parent_process;
    call->argument = 0;
    bpf_get_current_comm(call->command, sizeof(call->command));
    call->reserved = 0;
    bpf_ringbuf_submit(call, BPF_RB_NO_WAKEUP);
    return 0;
}

char _license[] SEC("license") = "GPL";
