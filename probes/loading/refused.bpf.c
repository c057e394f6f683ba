// Programs that the verifier rejects, each for a different reason. No program is loaded by default.
#include "../include/bpf.h"

static void *(*bpf_get_current_task)(void) = (void *)35;
static long (*bpf_probe_read_kernel)(void *to, __u32 size, const void *from) = (void *)113;

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)
struct part_that_never_was {
    int lost;
};

struct task_struct {
    int pid;
    struct part_that_never_was part;
};
#pragma clang attribute pop

enum bpf_map_type {
    BPF_MAP_TYPE_THAT_NEVER_WAS = 12345,
};

struct {
    __uint(type, BPF_MAP_TYPE_HASH);
    __uint(max_entries, 1);
    __type(key, __u32);
    __type(value, __u64);
} counts SEC(".maps");

static __attribute__((noinline)) int add(__u32 key)
{
    __u64 *value = bpf_map_lookup_elem(&counts, &key);

    *value += 1;
    return 0;
}

SEC("?socket")
int in_function(struct __sk_buff *skb)
{
    return add(skb->len);
}

SEC("?raw_tp/sys_enter")
int missing_field(void *ctx)
{
    struct task_struct *task = bpf_get_current_task();
    int lost = 0;

    bpf_probe_read_kernel(&lost, sizeof(lost), &task->part.lost);
    return lost;
}

SEC("?raw_tp/sys_enter")
int missing_value(void *ctx)
{
    return __builtin_preserve_enum_value(*(enum bpf_map_type *)BPF_MAP_TYPE_THAT_NEVER_WAS, 1) != 1;
}

char LICENSE[] SEC("license") = "GPL";
