// Kfuncs: called, called from a function of the object, checked for existence, missing, and declared with another prototype than in the kernel.
#include "../include/bpf.h"
#include "../include/kernel.h"

struct task_struct {
    int pid;
} preserved;

extern struct task_struct *bpf_task_acquire(struct task_struct *task) __ksym;
extern void bpf_task_release(struct task_struct *task) __ksym;
extern struct task_struct *bpf_task_acquire___of_another_kernel(struct task_struct *task) __ksym __weak;
extern struct task_struct *bpf_task_acquire___with_two(struct task_struct *task, int more) __ksym __weak;
extern void bpf_no_such_function(struct task_struct *task) __ksym __weak;

// The test sets this to the id of the thread that it renames.
const volatile int wanted_thread;

__u64 acquired;
__u64 acquired_in_function;
__u32 flavor_exists;
__u32 other_prototype_exists;
__u32 absent_exists;

static __noinline int acquire(struct task_struct *task)
{
    struct task_struct *own = bpf_task_acquire(task);
    int pid = 0;
    if (own) {
        pid = own->pid;
        bpf_task_release(own);
    }
    return pid;
}

SEC("tp_btf/task_rename") int on_rename(__u64 *arguments)
{
    struct task_struct *task = (struct task_struct *)arguments[0];
    if (task->pid != wanted_thread)
        return 0;

    struct task_struct *own = bpf_task_acquire(task);
    if (own) {
        acquired++;
        bpf_task_release(own);
    }

    flavor_exists = bpf_ksym_exists(bpf_task_acquire___of_another_kernel);
    other_prototype_exists = bpf_ksym_exists(bpf_task_acquire___with_two);
    absent_exists = bpf_ksym_exists(bpf_no_such_function);
    if (bpf_ksym_exists(bpf_no_such_function))
        bpf_no_such_function(task);
    return 0;
}

SEC("tp_btf/task_rename") int on_rename_in_function(__u64 *arguments)
{
    struct task_struct *task = (struct task_struct *)arguments[0];
    if (task->pid == wanted_thread && acquire(task) == wanted_thread)
        acquired_in_function++;
    return 0;
}

char LICENSE[] SEC("license") = "GPL";
