// Counts the calls of getpgid() by one process in maps of each kind that a host turns into metrics. Sends a record with the start and the end of each call.
#include "../include/bpf.h"

#define SLOTS 8
#define BPF_NOEXIST 1

static __u64 (*bpf_get_current_pid_tgid)(void) = (void *)14;
static long (*bpf_ringbuf_output)(void *ring, const void *data, __u64 size, __u64 flags) = (void *)130;
static long (*bpf_map_delete_elem)(void *map, const void *key) = (void *)3;

// The process whose calls are counted.
const volatile __u32 process;

// A variable that a host can count, too.
__u64 calls;

struct call {
    __u32 argument;
    __u32 is_odd;
};

struct totals {
    __u64 calls;
    __u64 arguments;
};

struct hist {
    __u32 slots[SLOTS];
};

struct span {
    __u64 start;
    __u64 end;
    __u32 argument;
    __u32 result;
};

struct start {
    __u64 time;
    __u64 argument;
};

// Without a variable of this type, the compiler leaves the type out of the BTF.
struct span *unused __attribute__((unused));

struct {
    __uint(type, BPF_MAP_TYPE_ARRAY);
    __uint(max_entries, 2);
    __type(key, __u32);
    __type(value, __u64);
} by_parity SEC(".maps");

// Values of 4 bytes: the kernel's layout has 8 bytes for each CPU.
struct {
    __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
    __uint(max_entries, 2);
    __type(key, __u32);
    __type(value, __u32);
} by_parity_and_cpu SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_HASH);
    __uint(max_entries, 4096);
    __type(key, struct call);
    __type(value, __u64);
} by_argument SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_PERCPU_HASH);
    __uint(max_entries, 64);
    __type(key, __u32);
    __type(value, struct totals);
} totals SEC(".maps");

// Log2 histograms of the arguments: as an array of slots, and as a struct for each parity.
struct {
    __uint(type, BPF_MAP_TYPE_ARRAY);
    __uint(max_entries, SLOTS);
    __type(key, __u32);
    __type(value, __u64);
} slots SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_HASH);
    __uint(max_entries, 64);
    __type(key, __u32);
    __type(value, struct hist);
} hists SEC(".maps");

// The calls that have not returned.
struct {
    __uint(type, BPF_MAP_TYPE_HASH);
    __uint(max_entries, 64);
    __type(key, __u64);
    __type(value, struct start);
} starts SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_RINGBUF);
    __uint(max_entries, 64 * 1024);
} spans SEC(".maps");

struct sys_enter {
    __u64 common;
    __u64 number;
    __u64 arguments[6];
};

struct sys_exit {
    __u64 common;
    __u64 number;
    long result;
};

static const struct hist no_calls;
static const __u64 zero;
static const struct totals nothing;

// The slot of a value: slot 0 has 0 and 1, slot 1 has 2 and 3, slot 2 has 4 to 7, and so on. The last slot has all greater values.
static __u32 slot_of(__u32 value)
{
    __u32 slot = 0;

#pragma unroll
    for (int i = 0; i < SLOTS - 1; i++)
        if (value >> (i + 1))
            slot = i + 1;
    return slot;
}

// The value of a key, which is added if it is missing.
static void *value_of(void *map, const void *key, const void *initial)
{
    void *value = bpf_map_lookup_elem(map, key);

    if (value)
        return value;
    bpf_map_update_elem(map, key, initial, BPF_NOEXIST);
    return bpf_map_lookup_elem(map, key);
}

static void count_in_arrays(__u32 parity)
{
    __u64 *count = bpf_map_lookup_elem(&by_parity, &parity);
    __u32 *count_of_cpu = bpf_map_lookup_elem(&by_parity_and_cpu, &parity);

    __sync_fetch_and_add(&calls, 1);
    if (count)
        __sync_fetch_and_add(count, 1);
    if (count_of_cpu)
        (*count_of_cpu)++;
}

static void count_in_hashes(__u32 argument, __u32 parity)
{
    struct call call = { argument, parity };
    __u64 *count = value_of(&by_argument, &call, &zero);
    struct totals *total = value_of(&totals, &parity, &nothing);

    if (count)
        __sync_fetch_and_add(count, 1);
    if (total) {
        total->calls++;
        total->arguments += argument;
    }
}

static void count_in_histograms(__u32 argument, __u32 parity)
{
    __u32 slot = slot_of(argument);
    __u64 *count = bpf_map_lookup_elem(&slots, &slot);
    struct hist *hist = value_of(&hists, &parity, &no_calls);

    if (count)
        __sync_fetch_and_add(count, 1);
    if (hist && slot < SLOTS)
        __sync_fetch_and_add(&hist->slots[slot], 1);
}

SEC("tp/syscalls/sys_enter_getpgid") int on_enter(struct sys_enter *context)
{
    __u64 thread = bpf_get_current_pid_tgid();
    __u32 argument = context->arguments[0];
    struct start start = { bpf_ktime_get_ns(), argument };

    if (thread >> 32 != process)
        return 0;

    count_in_arrays(argument & 1);
    count_in_hashes(argument, argument & 1);
    count_in_histograms(argument, argument & 1);
    bpf_map_update_elem(&starts, &thread, &start, 0);
    return 0;
}

SEC("tp/syscalls/sys_exit_getpgid") int on_exit(struct sys_exit *context)
{
    __u64 thread = bpf_get_current_pid_tgid();
    struct start *start = bpf_map_lookup_elem(&starts, &thread);
    struct span span = {};

    if (!start)
        return 0;

    span.start = start->time;
    span.end = bpf_ktime_get_ns();
    span.argument = start->argument;
    span.result = context->result;
    bpf_map_delete_elem(&starts, &thread);
    bpf_ringbuf_output(&spans, &span, sizeof(span), 0);
    return 0;
}

char _license[] SEC("license") = "GPL";
