// A kernel whose types equal those of figures.bpf.c.
struct corner {
    int x;
    int y;
};

enum color { RED = 1, GREEN = 2 };
enum wide { WIDE = 0x100000000 };

typedef int (*draw_t)(struct corner *at, int size);

struct figure {
    int id;
    unsigned small;
    unsigned flags : 3;
    unsigned mode : 5;
    struct corner corners[4];
    char name[8];
    struct corner *center;
    long lost;
};

struct tail {
    int count;
    int items[];
};

struct figure *figure;
struct tail *tail;
enum color *color;
enum wide *wide;
draw_t draw;
