// Programs that trace one system call, getpgid(2), with fentry, fexit, fsession and fmod_ret, and an LSM program that decides it. The test calls getpgid
// only for its own process.
#include "../include/bpf.h"
#include "../include/kernel.h"

static __u64 (*bpf_get_current_pid_tgid)(void) = (void *)14;
static __u64 (*bpf_get_attach_cookie)(void *context) = (void *)174;

static long (*bpf_ringbuf_output)(void *ring, void *data, __u64 size, __u64 flags) = (void *)130;

struct {
    __uint(type, BPF_MAP_TYPE_RINGBUF);
    __uint(max_entries, 4096);
    __type(value, __u64);
} started SEC(".maps");

__u64 process;
__u64 starts;
__u64 ends;
__u64 modified;
__u64 decided;
__u64 both;
__u64 cookie;

// The last return value that the fexit program saw, and the value that fmod_ret returns instead: 0 or a negative error number.
int result;
int modified_result;
int decision;

static int is_wanted(void)
{
    return bpf_get_current_pid_tgid() >> 32 == process;
}

SEC("fentry/security_task_getpgid") int on_start(__u64 *arguments)
{
    if (is_wanted()) {
        __u64 number = ++starts;
        bpf_ringbuf_output(&started, &number, sizeof(number), 0);
    }
    return 0;
}

SEC("fexit/security_task_getpgid") int on_end(__u64 *arguments)
{
    if (is_wanted()) {
        ends++;
        result = (int)arguments[1];
    }
    return 0;
}

SEC("fmod_ret/security_task_getpgid") int instead(__u64 *arguments)
{
    if (!is_wanted())
        return 0;
    modified++;
    return modified_result;
}

SEC("lsm/task_getpgid") int decide(__u64 *arguments)
{
    if (!is_wanted())
        return 0;
    decided++;
    return decision < -4095 || decision > 0 ? 0 : decision;
}

// Requires Linux 5.15.
SEC("?fentry/security_task_getpgid") int on_start_with_cookie(__u64 *arguments)
{
    if (is_wanted())
        cookie = bpf_get_attach_cookie(arguments);
    return 0;
}

// Requires Linux 7.0.
SEC("?fsession/security_task_getpgid") int on_both(__u64 *arguments)
{
    if (is_wanted())
        both++;
    return 0;
}

char LICENSE[] SEC("license") = "GPL";
