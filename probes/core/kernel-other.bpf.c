// A kernel that has the names of figures.bpf.c, but fields and types of other kinds.
struct corner {
    unsigned x;
};

enum color { YELLOW };

typedef void (*draw_t)(void);

struct figure {
    struct corner *id;
    unsigned small;
    struct corner corners[2];
};

struct figure *figure;
enum color *color;
draw_t draw;
