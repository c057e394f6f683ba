// Kernel configuration values (kconfig), in variables of every supported type.
#include "../include/bpf.h"
#include "../include/kernel.h"

extern int LINUX_KERNEL_VERSION __kconfig;
extern _Bool LINUX_HAS_BPF_COOKIE __kconfig;
extern _Bool LINUX_HAS_SYSCALL_WRAPPER __kconfig __weak;
extern int LINUX_HAS_NOTHING_OF_THE_KIND __kconfig __weak;
extern unsigned long CONFIG_HZ __kconfig __weak;
extern unsigned short CONFIG_LOG_BUF_SHIFT __kconfig __weak;
extern char CONFIG_BPF_SYSCALL __kconfig;
extern _Bool CONFIG_NET __kconfig;
extern enum libbpf_tristate CONFIG_INET __kconfig;
extern char CONFIG_DEFAULT_HOSTNAME[8] __kconfig __weak;
extern int CONFIG_NO_SUCH_OPTION __kconfig __weak;

__u64 runs;
__u32 version;
__u32 has_cookie;
__u32 has_wrapper;
__u64 hz;
__u32 log_buffer_shift;
__u32 syscall;
__u32 net;
__u32 inet;
char host_name[8];
__u32 absent;

SEC("raw_tp/task_rename") int read(void *context)
{
    version = LINUX_KERNEL_VERSION;
    has_cookie = LINUX_HAS_BPF_COOKIE;
    has_wrapper = LINUX_HAS_SYSCALL_WRAPPER;
    hz = CONFIG_HZ;
    log_buffer_shift = CONFIG_LOG_BUF_SHIFT;
    syscall = CONFIG_BPF_SYSCALL;
    net = CONFIG_NET;
    inet = CONFIG_INET;
    for (int i = 0; i < 8; i++)
        host_name[i] = CONFIG_DEFAULT_HOSTNAME[i];
    absent = CONFIG_NO_SUCH_OPTION + LINUX_HAS_NOTHING_OF_THE_KIND;
    runs++;
    return 0;
}

char LICENSE[] SEC("license") = "GPL";
