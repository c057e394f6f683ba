// A kernel in which the fields of figures.bpf.c have other offsets, sizes and types.
struct corner {
    long weight;
    int y;
    int x;
};

enum color { RED = 10, BLUE = -1, GREEN___2 = 20 };
enum wide { NARROW = 1, WIDE = 0x200000007 };

typedef int (*draw_t)(struct corner *at, long size);

struct figure {
    union {
        struct {
            char name[32];
            unsigned long small;
        };
        long words[6];
    };
    struct corner *center;
    unsigned char id;
    unsigned filler : 9;
    unsigned flags : 3;
    unsigned mode : 5;
    struct corner corners[8];
};

struct tail {
    long count;
    int before;
    int items[];
};

struct figure *figure;
struct tail *tail;
enum color *color;
enum wide *wide;
draw_t draw;
