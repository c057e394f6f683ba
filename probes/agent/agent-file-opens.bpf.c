// Files that processes open, and opens that fail, counted by cgroup and command.
#include "../include/bpf.h"
#include "agent.h"

struct process_key {
    __u64 cgroup;
    char command[16];
};

struct opens {
    __u64 opened;
    __u64 failed;
};

struct {
    __uint(type, BPF_MAP_TYPE_PERCPU_HASH);
    __uint(max_entries, 4096);
    __type(key, struct process_key);
    __type(value, struct opens);
} processes SEC(".maps");

struct leave {
    __u64 common;
    __u64 number;
    long result;
};

static struct opens none;

static int count(struct leave *context)
{
    struct process_key key = { .cgroup = bpf_get_current_cgroup_id() };
    bpf_get_current_comm(key.command, sizeof(key.command));
    struct opens *opens = value_of(&processes, &key, &none);
    if (!opens)
        return 0;
    if (context->result < 0)
        opens->failed++;
    else
        opens->opened++;
    return 0;
}

SEC("tp/syscalls/sys_exit_openat") int on_openat(struct leave *context)
{
    return count(context);
}

SEC("tp/syscalls/sys_exit_openat2") int on_openat2(struct leave *context)
{
    return count(context);
}

char _license[] SEC("license") = "GPL";
