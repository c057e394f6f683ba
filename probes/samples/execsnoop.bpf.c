// execsnoop: programs that are executed, with their arguments. Optionally, also calls of execve that fail. The arguments are read when
// the call begins, because the memory of the old program is gone when the call ends.
#include "../include/bpf.h"

static long (*bpf_map_delete_elem)(void *map, const void *key) = (void *)3;
static __u64 (*bpf_get_current_pid_tgid)(void) = (void *)14;
static __u64 (*bpf_get_current_uid_gid)(void) = (void *)15;
static long (*bpf_get_current_comm)(void *to, __u32 size) = (void *)16;
static __u64 (*bpf_get_current_task)(void) = (void *)35;
static long (*bpf_probe_read_user)(void *to, __u32 size, const void *from) = (void *)112;
static long (*bpf_probe_read_kernel)(void *to, __u32 size, const void *from) = (void *)113;
static long (*bpf_probe_read_user_str)(void *to, __u32 size, const void *from) = (void *)114;
static long (*bpf_ringbuf_output)(void *ring, void *data, __u64 size, __u64 flags) = (void *)130;

#define ANY_USER (~0u)
#define MOST_ARGUMENTS 40
#define LONGEST_ARGUMENT 128
#define ARGUMENTS_SIZE 1024

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct task_struct {
    int tgid;
    struct task_struct *real_parent;
};

#pragma clang attribute pop

const volatile _Bool with_failed;
const volatile __u32 wanted_user = ANY_USER;
const volatile char wanted_name[16];

__u64 lost;

struct event {
    __u64 timestamp;
    int pid;
    int parent;
    __u32 user;
    int result;
    char command[16];
    // The number of bytes used in arguments, and whether the call had more arguments.
    __u32 size;
    _Bool is_cut;
    // The arguments, one after the other. Each argument ends with a zero byte.
    char arguments[ARGUMENTS_SIZE];
};

struct {
    __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
    __uint(max_entries, 1);
    __type(key, __u32);
    __type(value, struct event);
} scratch SEC(".maps");

// Calls that have begun, by process.
struct {
    __uint(type, BPF_MAP_TYPE_LRU_HASH);
    __uint(max_entries, 1024);
    __type(key, int);
    __type(value, struct event);
} calls SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_RINGBUF);
    __uint(max_entries, 1024 * 1024);
    __type(value, struct event);
} events SEC(".maps");

struct enter {
    __u64 common;
    __u64 number;
    const char *file;
    const char *const *arguments;
};

struct leave {
    __u64 common;
    __u64 number;
    long result;
};

SEC("tp/syscalls/sys_enter_execve") int on_enter(struct enter *context)
{
    __u32 user = bpf_get_current_uid_gid();
    if (wanted_user != ANY_USER && user != wanted_user)
        return 0;

    __u32 zero = 0;
    struct event *event = bpf_map_lookup_elem(&scratch, &zero);
    if (!event)
        return 0;

    struct task_struct *task = (void *)bpf_get_current_task(), *parent = 0;
    bpf_probe_read_kernel(&parent, sizeof(parent), &task->real_parent);
    bpf_probe_read_kernel(&event->parent, sizeof(event->parent), &parent->tgid);
    event->timestamp = bpf_ktime_get_ns();
    event->pid = bpf_get_current_pid_tgid() >> 32;
    event->user = user;
    event->is_cut = 1;

    __u64 size = 0;
    for (int i = 0; i < MOST_ARGUMENTS; i++) {
        if (size > ARGUMENTS_SIZE - LONGEST_ARGUMENT)
            break;

        const char *argument = 0;
        bpf_probe_read_user(&argument, sizeof(argument), &context->arguments[i]);
        long length = argument ? bpf_probe_read_user_str(&event->arguments[size], LONGEST_ARGUMENT, argument) : 0;
        if (length <= 0) {
            event->is_cut = 0;
            break;
        }

        size += length;
    }

    event->size = size;
    bpf_map_update_elem(&calls, &event->pid, event, 0);
    return 0;
}

static int has_wanted_name(const char *name)
{
    for (int i = 0; i < sizeof(wanted_name) && wanted_name[0]; i++) {
        if (name[i] != wanted_name[i])
            return 0;
        if (!name[i])
            break;
    }

    return 1;
}

SEC("tp/syscalls/sys_exit_execve") int on_exit(struct leave *context)
{
    int pid = bpf_get_current_pid_tgid() >> 32;
    struct event *event = bpf_map_lookup_elem(&calls, &pid);
    if (!event)
        return 0;

    event->result = context->result;
    bpf_get_current_comm(event->command, sizeof(event->command));
    if ((context->result >= 0 || with_failed) && has_wanted_name(event->command)
        && bpf_ringbuf_output(&events, event, sizeof(*event), 0) != 0)
        __sync_fetch_and_add(&lost, 1);

    bpf_map_delete_elem(&calls, &pid);
    return 0;
}

char _license[] SEC("license") = "GPL";
