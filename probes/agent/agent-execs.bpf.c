// Programs that are executed: a count by cgroup and command, and a record of each while the agent reads records.
#include "../include/bpf.h"
#include "agent.h"

struct task_struct {
    int tgid;
    struct task_struct *real_parent;
} preserved;

struct linux_binprm {
    const char *filename;
} preserved;

struct process_key {
    __u64 cgroup;
    char command[16];
};

struct exec {
    // bpf_ktime_get_ns() of the execution.
    __u64 time;
    __u64 cgroup;
    int pid;
    int parent;
    __u32 user;
    __u32 reserved;
    char command[16];
    char file[128];
};

struct {
    __uint(type, BPF_MAP_TYPE_PERCPU_HASH);
    __uint(max_entries, 4096);
    __type(key, struct process_key);
    __type(value, __u64);
} processes SEC(".maps");

// Entry 0 is 1 while the agent reads records.
struct {
    __uint(type, BPF_MAP_TYPE_ARRAY);
    __uint(max_entries, 1);
    __type(key, __u32);
    __type(value, __u32);
} wanted SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_RINGBUF);
    __uint(max_entries, 256 * 1024);
    __type(value, struct exec);
} records SEC(".maps");

// Records that were dropped because the ring buffer was full. The counts contain their events.
struct {
    __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
    __uint(max_entries, 1);
    __type(key, __u32);
    __type(value, __u64);
} dropped SEC(".maps");

static __u64 none;

SEC("tp_btf/sched_process_exec") int on_exec(__u64 *context)
{
    struct task_struct *task = (struct task_struct *)context[0];
    struct linux_binprm *binary = (struct linux_binprm *)context[2];
    struct process_key key = { .cgroup = bpf_get_current_cgroup_id() };
    bpf_get_current_comm(key.command, sizeof(key.command));
    __u64 *count = value_of(&processes, &key, &none);
    if (count)
        (*count)++;

    __u32 zero = 0;
    __u32 *is_wanted = bpf_map_lookup_elem(&wanted, &zero);
    if (!is_wanted || !*is_wanted)
        return 0;

    struct exec *exec = bpf_ringbuf_reserve(&records, sizeof(*exec), 0);
    if (!exec) {
        __u64 *drops = bpf_map_lookup_elem(&dropped, &zero);
        if (drops)
            (*drops)++;
        return 0;
    }

    exec->time = bpf_ktime_get_ns();
    exec->cgroup = key.cgroup;
    exec->pid = bpf_get_current_pid_tgid() >> 32;
    exec->parent = task->real_parent->tgid;
    exec->user = bpf_get_current_uid_gid();
    exec->reserved = 0;
    __builtin_memcpy(exec->command, key.command, sizeof(exec->command));
    exec->file[0] = 0;
    bpf_probe_read_kernel_str(exec->file, sizeof(exec->file), binary->filename);
    bpf_ringbuf_submit(exec, 0);
    return 0;
}

char _license[] SEC("license") = "GPL";
