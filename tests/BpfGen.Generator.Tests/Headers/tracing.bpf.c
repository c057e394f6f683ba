#include "types.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_tracing.h>

char LICENSE[] SEC("license") = "GPL";

__u64 seen[32];

struct pair {
    long left;
    long right;
};

SEC("fentry/none")
int BPF_PROG(no_parameters)
{
    seen[0] = (__u64)ctx;
    return 0;
}

SEC("fentry/many")
int BPF_PROG(many_parameters, int a, long b, struct node *c, char d, __u16 e, void *f, int g, int h, int i, int j, int k, int l)
{
    seen[0] = a + b + c->inner.number + d + e + (long)f + g + h + i + j + k + l;
    return 0;
}

SEC("fentry/struct")
int BPF_PROG2(struct_parameter, int, a, struct pair, pair, char, b, struct node *, c)
{
    seen[0] = a + pair.left + pair.right + b + (long)c;
    return 0;
}

SEC("fentry/nothing")
int BPF_PROG2(struct_parameter_none)
{
    return 0;
}

SEC("kprobe/call")
int BPF_KPROBE(kprobe_parameters, int a, long b, struct node *c, char d, __u64 e)
{
    seen[0] = a + b + BPF_CORE_READ(c, inner.number) + d + e;
    return 0;
}

SEC("kretprobe/call")
int BPF_KRETPROBE(kretprobe_result, long result)
{
    seen[0] = result;
    return 0;
}

SEC("kretprobe/nothing")
int BPF_KRETPROBE(kretprobe_nothing)
{
    return 0;
}

SEC("kprobe/sys")
int BPF_KSYSCALL(system_call, int a, long b, void *c, __u64 d, int e)
{
    seen[0] = a + b + (long)c + d + e;
    return 0;
}

SEC("kprobe/registers")
int registers(struct pt_regs *ctx)
{
    struct pt_regs *other = PT_REGS_SYSCALL_REGS(ctx);

    seen[0] = PT_REGS_PARM1(ctx) + PT_REGS_PARM2(ctx) + PT_REGS_PARM3(ctx) + PT_REGS_PARM4(ctx) + PT_REGS_PARM5(ctx);
    seen[1] = PT_REGS_RET(ctx);
    seen[2] = PT_REGS_FP(ctx);
    seen[3] = PT_REGS_RC(ctx);
    seen[4] = PT_REGS_SP(ctx);
    seen[5] = PT_REGS_IP(ctx);
    seen[6] = PT_REGS_PARM1_CORE(other) + PT_REGS_PARM2_CORE(other) + PT_REGS_PARM5_CORE(other);
    seen[7] = PT_REGS_RC_CORE(other) + PT_REGS_SP_CORE(other) + PT_REGS_IP_CORE(other) + PT_REGS_FP_CORE(other) + PT_REGS_RET_CORE(other);
    seen[8] = PT_REGS_PARM2_SYSCALL(ctx) + PT_REGS_PARM4_SYSCALL(ctx) + PT_REGS_PARM5_SYSCALL(ctx);
    seen[9] = PT_REGS_PARM1_CORE_SYSCALL(other) + PT_REGS_PARM4_CORE_SYSCALL(other) + PT_REGS_PARM5_CORE_SYSCALL(other);
    BPF_KPROBE_READ_RET_IP(seen[10], ctx);
    BPF_KRETPROBE_READ_RET_IP(seen[11], ctx);
    return 0;
}

#if LIBBPF_MINOR >= 2
SEC("uprobe/call")
int BPF_UPROBE(uprobe_parameters, int a, long b, void *c, int d, int e, int f)
{
    seen[0] = a + b + (long)c + d + e + f;
    return 0;
}

SEC("uretprobe/call")
int BPF_URETPROBE(uretprobe_result, long result)
{
    seen[0] = result;
    return 0;
}
#endif
