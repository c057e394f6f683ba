// Programs that work on x86-64 only, because they read its registers or name its functions, and programs that work on all architectures.
#include "../include/bpf.h"
#include "../include/kernel.h"

enum { FIELD_EXISTS = 2 };

static long (*bpf_probe_read_kernel)(void *to, __u32 size, const void *from) = (void *)113;

#define REGISTERS \
    __u64 r15, r14, r13, r12, bp, bx, r11, r10, r9, r8, ax, cx, dx, si, di, orig_ax, ip, cs, flags, sp, ss

struct pt_regs {
    REGISTERS;
};

struct pt_regs___core {
    REGISTERS;
} preserved;

struct bpf_perf_event_data {
    struct pt_regs regs;
    __u64 sample_period;
    __u64 addr;
};

__u64 seen;
__u64 hits;

SEC("kprobe/vfs_read") int by_name(struct pt_regs___core *registers)
{
    seen = registers->di;
    return 0;
}

SEC("kprobe/vfs_read") int by_offset(struct pt_regs *registers)
{
    seen = registers->di;
    return 0;
}

SEC("kprobe/vfs_read") int by_helper(struct pt_regs *registers)
{
    __u64 value = 0;

    bpf_probe_read_kernel(&value, sizeof(value), &registers->si);
    seen = value;
    return 0;
}

static __noinline __u64 first(struct pt_regs *registers)
{
    return registers->di;
}

SEC("uprobe") int by_call(struct pt_regs *registers)
{
    seen = first(registers);
    return 0;
}

SEC("perf_event") int by_sample(struct bpf_perf_event_data *sample)
{
    seen = sample->sample_period;
    return 0;
}

SEC("kprobe/__x64_sys_getpgid") int by_target(void *registers)
{
    seen = 1;
    return 0;
}

// This one loads only if the options ask for it.
SEC("?kprobe/vfs_read") int optional(struct pt_regs *registers)
{
    seen = registers->di;
    return 0;
}

SEC("kprobe/vfs_read") int asks_first(struct pt_regs___core *registers)
{
    if (__builtin_preserve_field_info(registers->di, FIELD_EXISTS))
        seen = registers->di;
    return 0;
}

// The stack pointer has the same name on arm64.
SEC("kprobe/vfs_read") int on_all(struct pt_regs___core *registers)
{
    seen = registers->sp;
    return 0;
}

SEC("kprobe/vfs_read") int counts(struct pt_regs *registers)
{
    __sync_fetch_and_add(&hits, 1);
    return 0;
}

char LICENSE[] SEC("license") = "GPL";
