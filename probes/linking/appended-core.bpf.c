// A CO-RE relocation in a function that is appended to programs of different lengths, so that it applies to another instruction in each program.
#include "../include/bpf.h"

static __u64 (*bpf_get_current_task)(void) = (void *)35;
static __u64 (*bpf_get_current_pid_tgid)(void) = (void *)14;
static long (*bpf_probe_read_kernel)(void *to, __u32 size, const void *from) = (void *)113;

// These offsets differ from the kernel's, so a missing relocation would read the wrong data.
struct task_struct {
    int exit_code;
    int tgid;
    int pid;
} __attribute__((preserve_access_index));

__u64 wanted;
__u64 by_short;
__u64 by_long;
__u64 own;

static __attribute__((noinline)) int tgid_of(struct task_struct *task)
{
    int tgid = 0;

    bpf_probe_read_kernel(&tgid, sizeof(tgid), &task->tgid);
    return tgid;
}

SEC("raw_tp/task_rename") int short_one(void *context)
{
    by_short = tgid_of((void *)bpf_get_current_task());
    return 0;
}

SEC("raw_tp/task_rename") int long_one(void *context)
{
    struct task_struct *task = (void *)bpf_get_current_task();
    int pid = 0;

    wanted = bpf_get_current_pid_tgid();
    bpf_probe_read_kernel(&pid, sizeof(pid), &task->pid);
    own = pid;
    by_long = tgid_of(task);
    return 0;
}

char LICENSE[] SEC("license") = "GPL";
