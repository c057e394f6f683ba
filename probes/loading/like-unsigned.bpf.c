// What the loader program of a signed object must do like BpfGen's runtime: a map whose BTF the kernel refuses, because the key of an array is an
// enumeration, and programs that are not loaded by default, which name things that no kernel has.
#include "../include/bpf.h"
#include "../include/kernel.h"

#define BPF_MAP_TYPE_LRU_HASH 9
#define BPF_F_NO_COMMON_LRU 2

enum reason { FIRST, SECOND };

struct {
    __uint(type, BPF_MAP_TYPE_ARRAY);
    __uint(max_entries, 2);
    __type(key, enum reason);
    __type(value, __u64);
} by_reason SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_LRU_HASH);
    __uint(max_entries, 5);
    __uint(map_flags, BPF_F_NO_COMMON_LRU);
    __type(key, __u32);
    __type(value, __u64);
} recent SEC(".maps");

extern int bpfgen_no_such_function(int value) __ksym;

SEC("socket")
int count(void *ctx)
{
    enum reason reason = SECOND;
    __u64 *value = bpf_map_lookup_elem(&by_reason, &reason);
    __u64 *other = bpf_map_lookup_elem(&recent, &reason);

    if (value)
        *value += 1;
    if (other)
        *other += 1;
    return 0;
}

SEC("?socket") int needs_function(void *ctx) { return bpfgen_no_such_function(1); }

SEC("?fentry/bpfgen_no_such_target") int needs_target(void *ctx) { return 0; }

char LICENSE[] SEC("license") = "GPL";
