// Structs with complex layouts: bit fields of every kind, packed and aligned structs, unions, recursive pointers, flexible array members
// and clashing names. A program fills the structs, and C# must read the same values.
#include "../include/bpf.h"

static void *(*bpf_ringbuf_reserve)(void *ring, __u64 size, __u64 flags) = (void *)131;
static void (*bpf_ringbuf_submit)(void *record, __u64 flags) = (void *)132;

enum tiny { TINY_A, TINY_B, TINY_C } __attribute__((packed));
enum negative { MINUS = -2, PLUS = 1 };
enum huge { HUGE_MINUS = -0x1122334455667788ll, HUGE_PLUS = 7 };

struct bits {
    __u32 one : 1;
    __u32 three : 3;
    int signed_five : 5;
    __u32 rest : 23;
    __u64 long_low : 33;
    __u64 long_high : 31;
    signed char nibble : 4;
    _Bool flag : 1;
    enum negative sign : 2;
    enum tiny tiny : 2;
    long long big_signed : 40;
    __u32 whole : 32;
};

// The field "crossing" spans more than one unit of its type, and a read of "last" as an int would extend beyond the end of the struct.
struct packed_bits {
    __u8 before;
    __u32 low : 7;
    __u64 crossing : 61;
    int last : 12;
} __attribute__((packed));

struct in_three_bytes {
    __u32 a : 5;
    int b : 17;
    __u32 c : 2;
} __attribute__((packed));

struct bits_in_unions {
    union {
        struct {
            __u16 flags : 12;
            __u16 version : 4;
        };
        __u16 word;
        struct {
            __u8 first;
            signed char second_low : 3;
        };
    };
    union {
        __u32 only : 11;
        __u8 raw[4];
    } named;
};

struct aligned {
    __u8 small;
    __u64 far __attribute__((aligned(32)));
} __attribute__((aligned(64)));

struct packed {
    __u8 a;
    __u64 b;
    __u16 c;
    __int128 d;
    struct bits_in_unions e;
} __attribute__((packed));

struct nothing {};

typedef struct {
    int x;
    struct nothing nothing;
    int y;
} point_t;

typedef union {
    __u32 number;
    __u8 bytes[4];
} number_t;

typedef enum { KIND_NONE, KIND_SOME } kind_t;

struct node {
    struct node *next;
    struct node **table;
    struct tree *tree;
    struct node *many[2];
    struct hidden *hidden;
    int (*call)(struct node *);
    const char *text;
    enum negative *sign;
};

struct tree {
    struct node root;
    struct tree *left;
    union {
        struct tree *right;
        void *anything;
    };
};

struct clash {
    int value, Value, VALUE;
    int _value;
    int clash;
    int class;
    int to_string;
    struct { int x; } inner;
    struct inner { int y; } other;
};

struct many {
    char names[3][8];
    number_t numbers[2][3];
    point_t points[2];
    kind_t kinds[2];
    struct nothing nothing;
    enum { LOOSE_A, LOOSE_B } loose;
    enum huge huge;
    unsigned __int128 wide;
    float ratio;
    double precise;
    signed char small;
};

struct message {
    __u32 length;
    __u16 kind;
    __u8 data[];
};

struct all {
    struct bits bits;
    struct packed_bits packed_bits;
    struct in_three_bytes in_three_bytes;
    struct bits_in_unions bits_in_unions;
    struct aligned aligned;
    struct packed packed;
    struct tree tree;
    struct clash clash;
    struct many many;
    __u8 end;
};

struct {
    __uint(type, BPF_MAP_TYPE_ARRAY);
    __type(key, __u32);
    __type(value, struct all);
    __uint(max_entries, 1);
} filled SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_RINGBUF);
    __uint(max_entries, 4096);
    __type(value, struct message);
} messages SEC(".maps");

// These arrays are too large for a C# type, so they are spans in C#.
__u64 large_table[10000];
struct packed large_packed[3000];
__u64 id;
struct node *first;
char text[8] = "hello";
const volatile char constant_text[4] = "abcd";

static __attribute__((always_inline)) void fill_bits(struct all *all)
{
    all->bits.one = 1;
    all->bits.three = 5;
    all->bits.signed_five = -11;
    all->bits.rest = 0x512345;
    all->bits.long_low = 0x123456789;
    all->bits.long_high = 0x7654321;
    all->bits.nibble = -3;
    all->bits.flag = 1;
    all->bits.sign = MINUS;
    all->bits.tiny = TINY_C;
    all->bits.big_signed = -0x123456789;
    all->bits.whole = 0xfedcba98;
    all->packed_bits.before = 0xaa;
    all->packed_bits.low = 0x55;
    all->packed_bits.crossing = 0x1122334455667788;
    all->packed_bits.last = -2000;
    all->in_three_bytes.a = 21;
    all->in_three_bytes.b = -65000;
    all->in_three_bytes.c = 2;
    all->bits_in_unions.flags = 0xabc;
    all->bits_in_unions.version = 4;
    all->bits_in_unions.named.only = 0x5a5;
}

SEC("socket")
int fill(struct __sk_buff *skb)
{
    __u32 zero = 0;
    struct all *all = bpf_map_lookup_elem(&filled, &zero);
    if (!all)
        return 0;
    fill_bits(all);
    all->aligned.small = 1;
    all->aligned.far = 2;
    all->packed.b = 3;
    all->packed.c = 4;
    all->packed.d = -5;
    all->packed.e.word = 0x1234;
    all->tree.root.many[1] = (void *)0x1000;
    all->tree.right = (void *)0xffff888000000000;
    all->clash.class = 6;
    all->clash.VALUE = 7;
    all->many.names[1][0] = 'x';
    all->many.numbers[1][2].bytes[1] = 1;
    all->many.points[1].y = -8;
    all->many.kinds[1] = KIND_SOME;
    all->many.loose = LOOSE_B;
    all->many.huge = HUGE_MINUS;
    all->many.wide = 9;
    all->many.small = -10;
    all->end = 11;
    large_table[9999] = 12;
    large_packed[2999].c = 13;
    id = 14;
    first = (void *)0x2000;
    text[0] = constant_text[1];

    struct message *message = bpf_ringbuf_reserve(&messages, sizeof(*message) + 5, 0);
    if (message) {
        message->length = 5;
        message->kind = 15;
        __builtin_memcpy(message->data, "tail", 5);
        bpf_ringbuf_submit(message, 0);
    }
    return 0;
}
