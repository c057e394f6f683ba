// Kernel variables, found by their BTF.
#include "../include/bpf.h"
#include "../include/kernel.h"

static void *(*bpf_per_cpu_ptr)(const void *variable, __u32 cpu) = (void *)153;
static void *(*bpf_this_cpu_ptr)(const void *variable) = (void *)154;

struct rq {
    int cpu;
} preserved;

extern const struct rq runqueues __ksym;
extern const int bpf_prog_active __ksym;
extern const int bpf_no_such_variable __ksym __weak;

__u64 runs;
__u32 cpu;
__u32 is_active;
__u32 absent_exists;

SEC("raw_tp/task_rename") int read(void *context)
{
    cpu = ~0u;
    const struct rq *queue = bpf_per_cpu_ptr(&runqueues, 0);
    if (queue)
        cpu = queue->cpu;

    const int *active = bpf_this_cpu_ptr(&bpf_prog_active);
    is_active = *active >= 0;
    absent_exists = bpf_ksym_exists(bpf_no_such_variable);
    runs++;
    return 0;
}

char LICENSE[] SEC("license") = "GPL";
