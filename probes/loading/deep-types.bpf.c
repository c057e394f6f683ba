// Structs that are nested deeper than the kernel's limit of 32 levels. The BTF is well formed, but the kernel rejects it. Some programs need the BTF,
// for a CO-RE relocation or a callback, and one does not.
#include "../include/bpf.h"

static void *(*bpf_get_current_task)(void) = (void *)35;
static long (*bpf_probe_read_kernel)(void *to, __u32 size, const void *from) = (void *)113;

struct level0 { __u64 runs; };
#define INSIDE(outer, inner) struct level##outer { struct level##inner in; };
INSIDE(1, 0) INSIDE(2, 1) INSIDE(3, 2) INSIDE(4, 3) INSIDE(5, 4) INSIDE(6, 5) INSIDE(7, 6) INSIDE(8, 7) INSIDE(9, 8)
INSIDE(10, 9) INSIDE(11, 10) INSIDE(12, 11) INSIDE(13, 12) INSIDE(14, 13) INSIDE(15, 14) INSIDE(16, 15) INSIDE(17, 16)
INSIDE(18, 17) INSIDE(19, 18) INSIDE(20, 19) INSIDE(21, 20) INSIDE(22, 21) INSIDE(23, 22) INSIDE(24, 23) INSIDE(25, 24)
INSIDE(26, 25) INSIDE(27, 26) INSIDE(28, 27) INSIDE(29, 28) INSIDE(30, 29) INSIDE(31, 30) INSIDE(32, 31) INSIDE(33, 32)
INSIDE(34, 33) INSIDE(35, 34) INSIDE(36, 35)

struct {
    __uint(type, BPF_MAP_TYPE_ARRAY);
    __uint(max_entries, 1);
    __type(key, __u32);
    __type(value, struct level36);
} deep SEC(".maps");

struct task_struct {
    int pid;
} __attribute__((preserve_access_index));

SEC("socket")
int without(struct __sk_buff *skb)
{
    __u32 zero = 0;
    __u64 *runs = bpf_map_lookup_elem(&deep, &zero);

    if (runs)
        *runs += 1;
    return 0;
}

SEC("?raw_tp/sys_enter")
int with_core(void *ctx)
{
    struct task_struct *task = bpf_get_current_task();
    int pid = 0;

    bpf_probe_read_kernel(&pid, sizeof(pid), &task->pid);
    return pid;
}

static __attribute__((noinline)) int take(__u32 index, void *context)
{
    return 0;
}

static long (*bpf_loop)(__u32 times, void *function, void *context, __u64 flags) = (void *)181;

SEC("?socket")
int with_callback(struct __sk_buff *skb)
{
    return bpf_loop(1, take, (void *)0, 0);
}

char LICENSE[] SEC("license") = "GPL";
