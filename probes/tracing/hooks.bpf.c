// Programs that are bound to kernel functions and tracepoints by BTF at load time. They count events of one process only.
#include "../include/bpf.h"

static __u64 (*bpf_get_current_pid_tgid)(void) = (void *)14;

__u64 process;
__u64 renames;
__u64 starts;
__u64 returns;

static int is_wanted(void)
{
    return bpf_get_current_pid_tgid() >> 32 == process;
}

SEC("?tp_btf/task_rename") int on_rename(__u64 *arguments)
{
    if (is_wanted())
        __sync_fetch_and_add(&renames, 1);
    return 0;
}

SEC("?fentry/vfs_read") int on_read(__u64 *arguments)
{
    if (is_wanted())
        __sync_fetch_and_add(&starts, 1);
    return 0;
}

SEC("?fexit/vfs_read") int on_read_return(__u64 *arguments)
{
    // The fifth value, after the four arguments, is the return value of the function.
    if (is_wanted() && (long long)arguments[4] >= 0)
        __sync_fetch_and_add(&returns, 1);
    return 0;
}

// Makes getpgid fail with ESRCH in the wanted process.
SEC("?fmod_ret/security_task_getpgid") int on_group(__u64 *arguments)
{
    return is_wanted() ? -3 : 0;
}

SEC("?lsm/task_getsid") int on_session(__u64 *arguments)
{
    return is_wanted() ? -1 : 0;
}

char _license[] SEC("license") = "GPL";
