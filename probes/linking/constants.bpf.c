// Load constants: inline assembly loads the value of an undefined symbol, and the load options give the value.
#include "../include/bpf.h"

#define LOAD_CONSTANT(name, value) asm("%0 = " name " ll" : "=r"(value))

SEC("socket")
int sum(struct __sk_buff *skb)
{
    __u64 small, large;
    LOAD_CONSTANT("small_number", small);
    LOAD_CONSTANT("LARGE_NUMBER", large);
    return small + (large >> 32);
}

SEC("?socket")
int other(struct __sk_buff *skb)
{
    __u64 value;
    LOAD_CONSTANT("other_number", value);
    return value;
}
