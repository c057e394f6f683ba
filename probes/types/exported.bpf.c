// The idiom of bpf2go: a pointer that no program uses keeps a struct in BTF. There is only one buffer, so the struct is the type of its records.
// Constants are values of an enumeration without a name.
#include "../include/bpf.h"

#define BPF_MAP_TYPE_RINGBUF 27

static long (*bpf_ringbuf_output)(void *ring, void *data, __u64 size, __u64 flags) = (void *)130;

enum {
    MAX_NAMES = 4,
    NAME_LENGTH = 16,
    LARGE_NUMBER = 0xffffffff,
} *unused_limits;

enum colour { RED, GREEN = 5 };

struct event {
    __u32 length;
    char name[NAME_LENGTH];
};

struct event *unused_event __attribute__((unused));
const enum colour *unused_colour __attribute__((unused));

// A program uses the pointer "used", so it does not export its struct.
struct sample { __u32 number; } sample;
struct sample *used;

struct {
    __uint(type, BPF_MAP_TYPE_RINGBUF);
    __uint(max_entries, 65536);
} events SEC(".maps");

SEC("socket")
int send(struct __sk_buff *skb)
{
    struct event event = { .length = skb->len, .name = "exported" };
    if (used)
        return 0;
    bpf_ringbuf_output(&events, &event, sizeof(event), 0);
    return 0;
}
