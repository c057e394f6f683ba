// Sends a record for each program that is executed.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>

// The kernel lets only programs with a GPL-compatible license read kernel memory.
char LICENSE[] SEC("license") = "GPL";

// The record. The build makes the C# struct Execs.Types.Event of it.
struct event {
    int pid;
    int parent;
    char command[16];
};

// Keeps struct event in the object's type information, where the build finds the type of the records.
struct event *unused_event __attribute__((unused));

struct {
    __uint(type, BPF_MAP_TYPE_RINGBUF);
    __uint(max_entries, 256 * 1024);
} events SEC(".maps");

SEC("tracepoint/sched/sched_process_exec")
int on_exec(void *ctx)
{
    struct task_struct *task = (struct task_struct *)bpf_get_current_task();
    struct event *event = bpf_ringbuf_reserve(&events, sizeof(*event), 0);

    if (!event)
        return 0;
    event->pid = bpf_get_current_pid_tgid() >> 32;
    event->parent = BPF_CORE_READ(task, real_parent, tgid);
    bpf_get_current_comm(&event->command, sizeof(event->command));
    bpf_ringbuf_submit(event, 0);
    return 0;
}
