// Every BTF kind that was added since Linux 5.2. If a kernel does not support a kind, the loader replaces types of this kind by older kinds.
#include "../include/bpf.h"

enum sixty_four_bits {
    HUGE_VALUE = 0x123456789aULL,
};

enum with_sign {
    BELOW_ZERO = -1,
};

struct value {
    enum sixty_four_bits huge;
    enum with_sign sign;
    float fraction;
    __u64 packets __attribute__((btf_decl_tag("counted")));
    __u64 __attribute__((btf_type_tag("tagged"))) *pointer;
};

struct {
    __uint(type, BPF_MAP_TYPE_ARRAY);
    __uint(max_entries, 1);
    __type(key, __u32);
    __type(value, struct value);
} values SEC(".maps");

__u64 packets = 0;
static volatile __u64 hidden = 0;

__attribute__((noinline)) int global_function(__u64 number)
{
    packets += number;
    return 0;
}

SEC("socket")
int count(struct __sk_buff *skb)
{
    __u32 zero = 0;
    struct value *value = bpf_map_lookup_elem(&values, &zero);

    if (value)
        value->packets += 1;
    hidden += 1;
    return global_function(1);
}
