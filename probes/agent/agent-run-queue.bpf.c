// How long threads that are ready to run wait for a CPU: a histogram for each cgroup.
#include "../include/bpf.h"
#include "agent.h"
#include "latency.h"

#define TASK_RUNNING 0
#define TASK_DEAD 0x80

struct task_struct {
    unsigned int __state;
    int pid;
    struct css_set *cgroups;
} preserved;

// Before Linux 5.14.
struct task_struct___state {
    long state;
} preserved;

// The time when each waiting thread began to wait, by thread.
struct {
    __uint(type, BPF_MAP_TYPE_HASH);
    __uint(max_entries, 16384);
    __type(key, __u32);
    __type(value, __u64);
} starts SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_PERCPU_HASH);
    __uint(max_entries, 1024);
    __type(key, __u64);
    __type(value, struct latency);
} waits SEC(".maps");

static int begin(struct task_struct *task)
{
    // The thread id is 0 if the CPU is idle.
    __u32 thread = task->pid;
    if (!thread)
        return 0;

    __u64 now = bpf_ktime_get_ns();
    if (bpf_map_update_elem(&starts, &thread, &now, 0) != 0)
        lose();
    return 0;
}

static long state_of(struct task_struct *task)
{
    if (exists(task->__state))
        return task->__state;
    return ((struct task_struct___state *)task)->state;
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
    struct task_struct *previous = (struct task_struct *)context[1];
    struct task_struct *next = (struct task_struct *)context[2];
    __u32 thread = next->pid;

    long state = state_of(previous);
    if (context[0] || state == TASK_RUNNING) {
        // A thread that loses the CPU but is still ready to run begins to wait again. That also holds for a thread that was preempted after it
        // set its state in order to sleep.
        begin(previous);
    } else if (state & TASK_DEAD) {
        // A thread that was woken while it still had the CPU has an entry. If it exits then, nothing else deletes the entry.
        __u32 dead = previous->pid;
        bpf_map_delete_elem(&starts, &dead);
    }
    if (!thread)
        return 0;

    __u64 *start = bpf_map_lookup_elem(&starts, &thread);
    if (!start)
        return 0;

    __u64 duration = bpf_ktime_get_ns() - *start;
    bpf_map_delete_elem(&starts, &thread);
    __u64 cgroup = next->cgroups->dfl_cgrp->kn->id;
    struct latency *latency = value_of(&waits, &cgroup, &no_latency);
    if (latency)
        add_latency(latency, duration, 0);
    return 0;
}

char _license[] SEC("license") = "GPL";
