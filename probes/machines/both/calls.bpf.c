// A source that is compiled for two architectures: programs that read registers, hooks with the name of an architecture, and values that
// depend on it. Everything that the generated class shows is the same for both.
#include "../../include/bpf.h"

#if defined(__TARGET_ARCH_x86)
#define MACHINE 86
#define FUNCTION "kprobe/__x64_sys_getppid"
struct pt_regs {
    unsigned long r15, r14, r13, r12, bp, bx, r11, r10, r9, r8, ax, cx, dx, si, di, orig_ax, ip, cs, flags, sp, ss;
};
#define FIRST(registers) ((registers)->di)
#else
#define MACHINE 64
#define FUNCTION "kprobe/__arm64_sys_getppid"
struct user_pt_regs {
    unsigned long regs[31], sp, pc, pstate;
};
struct pt_regs {
    struct user_pt_regs user_regs;
};
#define FIRST(registers) ((registers)->user_regs.regs[0])
#endif

struct call {
    __u32 pid;
    __u32 machine;
    __u64 first;
};

struct {
    __uint(type, BPF_MAP_TYPE_HASH);
    __uint(max_entries, MACHINE);
    __type(key, __u32);
    __type(value, struct call);
} calls SEC(".maps");

__u32 machine = MACHINE;
__u64 unused;
const volatile __u32 wanted = 7;

SEC(FUNCTION) int on_call(struct pt_regs *registers)
{
    struct call call = { .pid = wanted, .machine = machine, .first = FIRST(registers) };
    __u32 key = 1;

    bpf_map_update_elem(&calls, &key, &call, 0);
    return 0;
}

// The same code on both architectures.
SEC("socket") int on_packet(struct __sk_buff *packet)
{
    unused++;
    return 0;
}

// Only the value differs.
SEC("socket") int on_machine(struct __sk_buff *packet)
{
    struct call call = { .pid = wanted, .machine = MACHINE };
    __u32 key = 2;

    bpf_map_update_elem(&calls, &key, &call, 0);
    return MACHINE;
}

char LICENSE[] SEC("license") = "GPL";
