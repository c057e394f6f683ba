// Types of every kind that C# can express, used by maps and variables.
#include "../include/bpf.h"

enum state { IDLE, RUNNING = 5, BROKEN = -1 };

enum wide { WIDE_SMALL = 1, WIDE_LARGE = 0x1122334455667788ull };

typedef __u16 port_t;

struct inner {
    __u8 kind;
    port_t port;
};

struct outer {
    char name[16];
    _Bool is_set;
    signed char small;
    short medium;
    int number;
    long long large;
    float ratio;
    double precise;
    enum state state;
    enum wide wide;
    void *address;
    struct inner nested;
    struct inner several[3];
    int grid[2][4];
    union {
        __u32 as_number;
        __u8 as_bytes[4];
    };
    struct {
        int x, y;
    } point;
    __u8 tail[];
} __attribute__((packed));

// Bit fields, which become properties in C#.
struct with_bits {
    __u32 low : 3;
    __u32 high : 29;
};

// Names that differ in C but not in C#.
struct Inner {
    __u64 equals;
    __u64 Equals;
    __u64 inner;
    __u64 class;
};

struct {
    __uint(type, BPF_MAP_TYPE_HASH);
    __type(key, struct Inner);
    __type(value, struct outer);
    __uint(max_entries, 8);
} all SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_ARRAY);
    __type(key, __u32);
    __type(value, struct with_bits);
    __uint(max_entries, 1);
} bits SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_ARRAY);
    __type(key, __u32);
    __type(value, enum state);
    __uint(max_entries, 1);
} states SEC(".maps");

const volatile int threshold = -7;
char greeting[8] = "hello";

SEC("socket")
int run(struct __sk_buff *skb)
{
    __u32 zero = 0;
    enum state *state = bpf_map_lookup_elem(&states, &zero);
    if (state && threshold < 0)
        *state = RUNNING;
    greeting[0] = 'j';
    return 0;
}
