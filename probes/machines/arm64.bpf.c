// Programs that work on arm64 only, because they read its registers or name its functions.
#include "../include/bpf.h"
#include "../include/kernel.h"

struct user_pt_regs {
    __u64 regs[31];
    __u64 sp, pc, pstate;
};

struct user_pt_regs___core {
    __u64 regs[31];
    __u64 sp, pc, pstate;
} preserved;

struct pt_regs {
    union {
        struct user_pt_regs user_regs;
        struct {
            __u64 regs[31];
            __u64 sp, pc, pstate;
        };
    };
    __u64 orig_x0;
    int syscallno;
};

__u64 seen;

SEC("kprobe/vfs_read") int by_name(void *registers)
{
    seen = ((struct user_pt_regs___core *)registers)->regs[0];
    return 0;
}

SEC("kprobe/vfs_read") int by_offset(struct pt_regs *registers)
{
    seen = registers->regs[1];
    return 0;
}

SEC("kretprobe/__arm64_sys_getpgid") int by_target(void *registers)
{
    seen = 1;
    return 0;
}

char LICENSE[] SEC("license") = "GPL";
