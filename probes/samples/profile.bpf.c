// profile: stacks of functions that the CPUs run, sampled many times per second.
#include "../include/bpf.h"

static __u64 (*bpf_get_current_pid_tgid)(void) = (void *)14;
static long (*bpf_get_current_comm)(void *to, __u32 size) = (void *)16;
static long (*bpf_get_stackid)(void *context, void *map, __u64 flags) = (void *)27;

#define BPF_MAP_TYPE_STACK_TRACE 7
#define BPF_NOEXIST 1
#define BPF_F_USER_STACK (1 << 8)

// The default value of the sysctl kernel.perf_event_max_stack.
#define MOST_FRAMES 127

const volatile __u32 wanted_process;

__u64 taken;
// Samples that are not counted because the map is full.
__u64 lost;

struct stack {
    int pid;
    // The ids of the stacks. Negative if there is no stack, or if the map of stacks is full.
    int user;
    int kernel;
    char command[16];
};

struct {
    __uint(type, BPF_MAP_TYPE_HASH);
    __uint(max_entries, 16384);
    __type(key, struct stack);
    __type(value, __u64);
} samples SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_STACK_TRACE);
    __uint(max_entries, 16384);
    __uint(key_size, 4);
    __uint(value_size, MOST_FRAMES * 8);
} stacks SEC(".maps");

SEC("perf_event") int on_sample(void *context)
{
    __u32 process = bpf_get_current_pid_tgid() >> 32;
    // The process id is 0 if the CPU is idle.
    if (!process || (wanted_process && wanted_process != process))
        return 0;

    __sync_fetch_and_add(&taken, 1);
    struct stack stack = { .pid = process };
    bpf_get_current_comm(stack.command, sizeof(stack.command));
    stack.kernel = bpf_get_stackid(context, &stacks, 0);
    stack.user = bpf_get_stackid(context, &stacks, BPF_F_USER_STACK);

    __u64 one = 1;
    if (bpf_map_update_elem(&samples, &stack, &one, BPF_NOEXIST) == 0)
        return 0;

    __u64 *count = bpf_map_lookup_elem(&samples, &stack);
    __sync_fetch_and_add(count ? count : &lost, 1);
    return 0;
}

char _license[] SEC("license") = "GPL";
