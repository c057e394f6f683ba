// A program on a USDT probe, with the maps of libbpf's usdt.bpf.h. These maps hold the locations of the arguments, by the attach cookie or, on a kernel
// without attach cookies, by the address of the probe.
#include "../include/bpf.h"
#include "../include/kernel.h"

extern const _Bool LINUX_HAS_BPF_COOKIE __kconfig;

static __u64 (*bpf_get_attach_cookie)(void *context) = (void *)174;
static long (*bpf_probe_read_user)(void *to, __u32 size, const void *from) = (void *)112;
static long (*bpf_probe_read_kernel)(void *to, __u32 size, const void *from) = (void *)113;

#define MOST_ARGUMENTS 12

// The layout of an argument's location that libbpf uses since version 1.7.
struct argument {
    __u64 value;
    __u8 kind;
    __u8 padding;
    __u16 index;
    __u8 reserved;
    short register_offset;
    _Bool is_signed;
    char shift;
};

struct spec {
    struct argument arguments[MOST_ARGUMENTS];
    __u64 cookie;
    short count;
};

struct {
    __uint(type, BPF_MAP_TYPE_ARRAY);
    __uint(max_entries, 2);
    __type(key, int);
    __type(value, struct spec);
} __bpf_usdt_specs SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_HASH);
    __uint(max_entries, 8);
    __type(key, long);
    __type(value, __u32);
} __bpf_usdt_ip_to_spec_id SEC(".maps");

// The place of the instruction pointer in struct pt_regs, in bytes. The loader sets that of its architecture; this is the place on x86-64.
const volatile __u32 instruction_pointer = 128;

__u64 hits;
__u64 cookie;
__u64 count;
__u64 values[3];

static __u64 argument(char *registers, struct argument *argument)
{
    __u64 value = argument->value;
    if (argument->kind != 0) {
        short offset = argument->register_offset;
        __u64 content = 0;
        bpf_probe_read_kernel(&content, sizeof(content), registers + offset);
        if (argument->kind == 1)
            value = content;
        else
            bpf_probe_read_user(&value, sizeof(value), (void *)(content + value));
    }
    int shift = argument->shift & 63;
    value <<= shift;
    return argument->is_signed ? (__u64)((long long)value >> shift) : value >> shift;
}

static int spec_id(char *registers)
{
    long address = 0;
    int *id;

    if (LINUX_HAS_BPF_COOKIE)
        return bpf_get_attach_cookie(registers);
    bpf_probe_read_kernel(&address, sizeof(address), registers + instruction_pointer);
    id = bpf_map_lookup_elem(&__bpf_usdt_ip_to_spec_id, &address);
    return id ? *id : -1;
}

SEC("usdt/libbpfgen-probed.so:bpfgen:work") int on_work(char *registers)
{
    int id = spec_id(registers);
    struct spec *spec = bpf_map_lookup_elem(&__bpf_usdt_specs, &id);
    if (!spec)
        return 0;
    cookie = spec->cookie;
    count = spec->count;
    for (int i = 0; i < 3; i++)
        values[i] = argument(registers, &spec->arguments[i]);
    __sync_fetch_and_add(&hits, 1);
    return 0;
}

char _license[] SEC("license") = "GPL";
