#include "types.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_endian.h>

#ifndef likely // libbpf before 1.4
#define likely(x) __builtin_expect(!!(x), 1)
#define unlikely(x) __builtin_expect(!!(x), 0)
#endif

char LICENSE[] SEC("license") = "GPL";

struct {
    __uint(type, BPF_MAP_TYPE_HASH);
    __uint(max_entries, 16);
    __uint(pinning, LIBBPF_PIN_BY_NAME);
    __type(key, __u32);
    __type(value, __u64);
} counts SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_PROG_ARRAY);
    __uint(max_entries, 2);
    __uint(key_size, sizeof(__u32));
    __array(values, int(void *));
} programs SEC(".maps");

extern int LINUX_KERNEL_VERSION __kconfig;
extern enum libbpf_tristate CONFIG_BPF __kconfig __weak;

__u64 seen[32];
const volatile int limit = 12;

static __noinline int local(int a)
{
    return a * limit;
}

__hidden int hidden(int a)
{
    return local(a) + 1;
}

SEC("raw_tp/print")
int print(void *ctx)
{
    char text[32];

    bpf_printk("nothing");
    bpf_printk("%d", 1);
    bpf_printk("%d %d", 1, 2);
    bpf_printk("%d %d %d", 1, 2, limit);
    bpf_printk("%d %d %d %d", 1, 2, 3, limit);
    bpf_printk("%d %d %d %d %d %d %d %d %d %d %d %s", 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, limit, text);
    BPF_SNPRINTF(text, sizeof(text), "%d %s", limit, "text");
    BPF_SNPRINTF(text, sizeof(text), "nothing");
    seen[0] = text[3];
    return 0;
}

SEC("iter/task")
int print_to_reader(void **ctx)
{
    BPF_SEQ_PRINTF(ctx[0], "%d %d\n", limit, 3);
    BPF_SEQ_PRINTF(ctx[0], "nothing\n");
    return 0;
}

SEC("xdp")
int order(__u32 *ctx)
{
    __u64 wide = ((__u64)ctx[2] << 32) | ctx[3];

    seen[0] = bpf_htons(ctx[0]) + bpf_ntohs(ctx[1]);
    seen[1] = bpf_htonl(ctx[0]) + bpf_ntohl(ctx[1]);
    seen[2] = bpf_cpu_to_be64(wide) + bpf_be64_to_cpu(wide + 1);
    if (ctx[2] == bpf_htonl(0x7f000001) && (__u16)ctx[1] == bpf_htons(443))
        return 1;
    switch (ctx[1]) {
    case bpf_htons(80):
        return 2;
    case bpf_htonl(8080):
        return 3;
    }
    return 0;
}

SEC("tc")
int call(void *ctx)
{
    __u32 key = 3;
    __u64 *value = bpf_map_lookup_elem(&counts, &key);

    if (likely(value))
        (*value)++;
    barrier();
    barrier_var(key);
    seen[0] = hidden(key) + (LINUX_KERNEL_VERSION >= KERNEL_VERSION(5, 15, 0)) + CONFIG_BPF;
    bpf_tail_call_static(ctx, &programs, 1);
    return unlikely(key == 4);
}

#if LIBBPF_MINOR >= 3
extern void bpf_rcu_read_lock(void) __ksym __weak;

SEC("raw_tp/loop")
int loop(void *ctx)
{
    int i, *each;

    bpf_for(i, 0, limit) {
        if (i == 5)
            continue;
        seen[i & 31]++;
    }
    bpf_for_each(num, each, 1, 3)
        seen[*each & 31]++;
    bpf_repeat(3)
        seen[1]++;
    if (bpf_ksym_exists(bpf_rcu_read_lock))
        seen[2]++;
    return 0;
}
#endif
