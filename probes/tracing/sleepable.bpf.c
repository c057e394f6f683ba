// Sleepable programs. Each reads a word of the process's memory that is not present before the read. No program is loaded by default, because not
// every kernel supports all of them.
#include "../include/bpf.h"

static __u64 (*bpf_get_current_pid_tgid)(void) = (void *)14;
static long (*bpf_probe_read_user)(void *to, __u32 size, const void *from) = (void *)112;
static long (*bpf_copy_from_user)(void *to, __u32 size, const void *from) = (void *)148;

__u64 process;
__u64 address;

// The results of a read that must not sleep, and of a read that may sleep: 0 or a negative error number.
long without_sleep;
long result;
__u64 word;
__u64 runs;

static int read_word(void)
{
    __u64 read;
    if (bpf_get_current_pid_tgid() >> 32 != process || !address)
        return 0;
    without_sleep = bpf_probe_read_user(&read, sizeof(read), (void *)address);
    result = bpf_copy_from_user(&read, sizeof(read), (void *)address);
    word = read;
    address = 0;
    runs++;
    return 0;
}

// Requires Linux 6.0.
SEC("?uprobe.s/libbpfgen-probed.so:probed_one") int on_function(void *registers)
{
    return read_word();
}

// Requires Linux 5.11.
SEC("?lsm.s/file_open") int on_open(__u64 *arguments)
{
    return read_word();
}

// Requires Linux 6.2. Every kernel has this function, and allows sleepable programs on it. A test run of the program calls this function.
SEC("?fentry.s/bpf_fentry_test1") int on_call(__u64 *arguments)
{
    return read_word();
}

char _license[] SEC("license") = "GPL";
