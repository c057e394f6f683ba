// CO-RE relocations of every kind against types that no kernel has. The objects kernel-*.o beside it are the kernels.
#include "../include/bpf.h"
#include "../include/kernel.h"

enum { FIELD_OFFSET, FIELD_SIZE, FIELD_EXISTS, FIELD_SIGNED, FIELD_LSHIFT, FIELD_RSHIFT };
enum { TYPE_EXISTS, TYPE_SIZE, TYPE_MATCHES };
enum { VALUE_EXISTS, VALUE };

struct corner {
    int x;
    int y;
} preserved;

enum color { RED = 1, GREEN = 2 };
enum wide { WIDE = 0x100000000 };

struct __sk_buff___fixed {
    __u32 len, pkt_type, mark;
} preserved;

typedef int (*draw_t)(struct corner *at, int size);

struct figure___mine {
    int id;
    unsigned small;
    unsigned flags : 3;
    unsigned mode : 5;
    struct corner corners[4];
    char name[8];
    struct corner *center;
    long lost;
} preserved;

struct figure___else {
    char name;
} preserved;

struct tail {
    int count;
    int items[];
} preserved;

__u64 id_offset, small_offset, corner_offset, name_size, center_offset, item_offset;
__u64 id_signed, small_signed;
__u64 flags_size, mode_lshift, mode_rshift;
__u64 figure_size, green, wide;
__u64 id_exists, lost_exists, third_corner_exists, other_name_exists, figure_exists, tail_exists, corner_matches, draw_exists, green_exists;

#define field(access, what) __builtin_preserve_field_info(access, what)
#define type(name, what) __builtin_preserve_type_info(*(name *)0, what)

SEC("raw_tp/sys_enter")
int ask(void *context)
{
    struct figure___mine *figure = 0;
    struct tail *tail = 0;

    id_offset = field(figure->id, FIELD_OFFSET);
    small_offset = field(figure->small, FIELD_OFFSET);
    corner_offset = field(figure->corners[2].y, FIELD_OFFSET);
    name_size = field(figure->name, FIELD_SIZE);
    center_offset = field(figure->center, FIELD_OFFSET);
    item_offset = field(tail->items[3], FIELD_OFFSET);
    id_signed = field(figure->id, FIELD_SIGNED);
    small_signed = field(figure->small, FIELD_SIGNED);
    flags_size = field(figure->flags, FIELD_SIZE);
    mode_lshift = field(figure->mode, FIELD_LSHIFT);
    mode_rshift = field(figure->mode, FIELD_RSHIFT);
    figure_size = type(struct figure___mine, TYPE_SIZE);
    green = __builtin_preserve_enum_value(*(enum color *)GREEN, VALUE);
    wide = __builtin_preserve_enum_value(*(enum wide *)WIDE, VALUE);
    return 0;
}

SEC("raw_tp/sys_enter")
int exist(void *context)
{
    struct figure___mine *figure = 0;

    id_exists = field(figure->id, FIELD_EXISTS);
    lost_exists = field(figure->lost, FIELD_EXISTS);
    third_corner_exists = field(figure->corners[2].x, FIELD_EXISTS);
    other_name_exists = field(((struct figure___else *)figure)->name, FIELD_EXISTS);
    figure_exists = type(struct figure___mine, TYPE_EXISTS);
    tail_exists = type(struct tail, TYPE_EXISTS);
    corner_matches = type(struct corner, TYPE_MATCHES);
    draw_exists = type(draw_t, TYPE_EXISTS);
    green_exists = __builtin_preserve_enum_value(*(enum color *)GREEN, VALUE_EXISTS);
    return 0;
}

// Loads a field of the context, whose offset is the same in all kernels.
SEC("socket")
int mark(struct __sk_buff___fixed *skb)
{
    return skb->mark;
}

char LICENSE[] SEC("license") = "GPL";
