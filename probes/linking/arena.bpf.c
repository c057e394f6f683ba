// An arena with variables, a list that the process builds and the program reads, and a loop that the kernel may end at any time.
#include "../include/bpf.h"

#define __arena __attribute__((address_space(1)))
#define BPF_MAP_TYPE_ARENA 33
#define BPF_F_MMAPABLE (1U << 10)

struct {
    __uint(type, BPF_MAP_TYPE_ARENA);
    __uint(map_flags, BPF_F_MMAPABLE);
    __uint(max_entries, 2);
} arena SEC(".maps");

struct node {
    __u64 number;
    struct node __arena *next;
};

__u64 __arena packets = 1000;
struct node __arena *list;
struct node __arena nodes[3];

__u64 sum;

// may_goto: the verifier does not count the iterations, and the kernel ends the loop if it takes too long.
#define can_loop                                     \
    ({                                               \
        __label__ stop, on;                          \
        int _goes_on = 1;                            \
        asm volatile goto("may_goto %l[stop]" :::: stop); \
        goto on;                                     \
    stop:                                            \
        _goes_on = 0;                                \
    on:                                              \
        _goes_on;                                    \
    })

SEC("socket")
int walk(struct __sk_buff *skb)
{
    struct node __arena *node;
    __u64 total = 0;

    packets++;
    for (node = list; node && can_loop; node = node->next)
        total += node->number;
    sum = total;
    return 0;
}
