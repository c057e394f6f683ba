// Programs for the same system call on two architectures. The project chooses one when it loads the object.
#include "../include/bpf.h"
#include "../include/kernel.h"

struct pt_regs {
    __u64 r15, r14, r13, r12, bp, bx, r11, r10, r9, r8, ax, cx, dx, si, di, orig_ax, ip, cs, flags, sp, ss;
} preserved;

__u64 seen;

SEC("kprobe/__x64_sys_getpgid") int on_x64(struct pt_regs *registers)
{
    seen = registers->di;
    return 0;
}

SEC("kprobe/__arm64_sys_getpgid") int on_arm64(void *registers)
{
    seen = 2;
    return 0;
}

char LICENSE[] SEC("license") = "GPL";
