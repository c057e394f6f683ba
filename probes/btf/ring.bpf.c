// Records of a ring buffer: reserved and submitted, reserved and discarded, and written in one call.
#include "../include/bpf.h"

static void *(*bpf_ringbuf_reserve)(void *ring, __u64 size, __u64 flags) = (void *)131;
static void (*bpf_ringbuf_submit)(void *record, __u64 flags) = (void *)132;
static void (*bpf_ringbuf_discard)(void *record, __u64 flags) = (void *)133;
static long (*bpf_ringbuf_output)(void *ring, void *data, __u64 size, __u64 flags) = (void *)130;

struct packet {
    __u64 number;
    __u32 length;
    __u32 kind;
};

struct {
    __uint(type, BPF_MAP_TYPE_RINGBUF);
    __uint(max_entries, 4096);
    __type(value, struct packet);
} packets SEC(".maps");

__u64 seen;
__u64 refused;

SEC("socket")
int send(struct __sk_buff *skb)
{
    __u64 number = __sync_fetch_and_add(&seen, 1);
    struct packet *packet = bpf_ringbuf_reserve(&packets, sizeof(*packet), 0);
    if (!packet) {
        __sync_fetch_and_add(&refused, 1);
        return 0;
    }

    packet->number = number;
    packet->length = skb->len;
    packet->kind = 1;
    if (number % 4 == 3)
        bpf_ringbuf_discard(packet, 0);
    else
        bpf_ringbuf_submit(packet, 0);

    struct packet copy = { .number = number, .length = skb->len, .kind = 2 };
    if (number % 4 == 0)
        bpf_ringbuf_output(&packets, &copy, sizeof(copy), 0);
    return 0;
}
