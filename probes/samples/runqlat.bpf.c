// runqlat: how long threads that are ready to run wait for a CPU, in one histogram for each process or one for all processes.
#include "../include/bpf.h"
#include "histogram.h"

static long (*bpf_map_delete_elem)(void *map, const void *key) = (void *)3;
static long (*bpf_probe_read_kernel)(void *to, __u32 size, const void *from) = (void *)113;

#define BPF_NOEXIST 1
#define TASK_RUNNING 0
#define NANOSECONDS_PER_MICROSECOND 1000
#define ALL_PROCESSES 0

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct task_struct {
    unsigned int __state;
    int pid;
    int tgid;
    char comm[16];
    struct task_struct *group_leader;
};

#pragma clang attribute pop

const volatile _Bool by_process;
// The id of the process to measure. 0 selects all processes.
const volatile __u32 wanted_process;
// The unit of the histograms: 1 for microseconds, 1000 for milliseconds.
const volatile __u32 microseconds_per_unit = 1;

__u64 measured;
// Waits that are not measured because a map is full.
__u64 lost;

struct process {
    struct histogram histogram;
    char command[16];
};

// The time when each waiting thread began to wait, by thread.
struct {
    __uint(type, BPF_MAP_TYPE_HASH);
    __uint(max_entries, 10240);
    __type(key, int);
    __type(value, __u64);
} starts SEC(".maps");

// Histograms by process.
struct {
    __uint(type, BPF_MAP_TYPE_HASH);
    __uint(max_entries, 4096);
    __type(key, __u32);
    __type(value, struct process);
} processes SEC(".maps");

static struct process empty;

static int begin(struct task_struct *task)
{
    // The thread id is 0 if the CPU is idle.
    int thread = task->pid;
    if (!thread || (wanted_process && wanted_process != task->tgid))
        return 0;

    __u64 now = bpf_ktime_get_ns();
    if (bpf_map_update_elem(&starts, &thread, &now, 0) != 0)
        __sync_fetch_and_add(&lost, 1);
    return 0;
}

SEC("tp_btf/sched_wakeup") int on_wakeup(__u64 *context)
{
    return begin((struct task_struct *)context[0]);
}

SEC("tp_btf/sched_wakeup_new") int on_wakeup_new(__u64 *context)
{
    return begin((struct task_struct *)context[0]);
}

SEC("tp_btf/sched_switch") int on_switch(__u64 *context)
{
    // A thread that loses the CPU but is still ready to run begins to wait again.
    struct task_struct *previous = (struct task_struct *)context[1];
    if (previous->__state == TASK_RUNNING)
        begin(previous);

    struct task_struct *next = (struct task_struct *)context[2];
    int thread = next->pid;
    __u64 *start = bpf_map_lookup_elem(&starts, &thread);
    if (!start)
        return 0;

    __u64 duration = bpf_ktime_get_ns() - *start;
    bpf_map_delete_elem(&starts, &thread);
    __u32 key = by_process ? next->tgid : ALL_PROCESSES;
    struct process *process = bpf_map_lookup_elem(&processes, &key);
    if (!process) {
        bpf_map_update_elem(&processes, &key, &empty, BPF_NOEXIST);
        process = bpf_map_lookup_elem(&processes, &key);
    }

    if (!process) {
        __sync_fetch_and_add(&lost, 1);
        return 0;
    }

    if (by_process && !process->command[0])
        bpf_probe_read_kernel(process->command, sizeof(process->command), &next->group_leader->comm);
    add_to_histogram(&process->histogram, duration / NANOSECONDS_PER_MICROSECOND / microseconds_per_unit);
    __sync_fetch_and_add(&measured, 1);
    return 0;
}

char _license[] SEC("license") = "GPL";
