// Programs that read a field which some kernels lack, with and without asking first.
#include "../include/bpf.h"
#include "../include/kernel.h"

enum { FIELD_EXISTS = 2 };

struct figure {
    int id;
    long lost;
    void *centre;
} preserved;

static long (*bpf_probe_read_kernel)(void *to, __u32 size, const void *from) = (void *)113;

#define exists(field) __builtin_preserve_field_info(field, FIELD_EXISTS)
#define read(to, field) bpf_probe_read_kernel(&to, sizeof(to), __builtin_preserve_access_index(&field))

long result;

SEC("raw_tp/sys_enter")
int guarded(struct figure *figure)
{
    long value = 0;
    if (exists(figure->lost))
        read(value, figure->lost);
    result = value;
    return 0;
}

// The answer passes through arithmetic and another function.
static __noinline long lost(struct figure *figure)
{
    long value = 0;
    read(value, figure->lost);
    return value;
}

SEC("raw_tp/sys_enter")
int guarded_call(struct figure *figure)
{
    int both = exists(figure->lost) + 2 * exists(figure->id);
    if (both == 3)
        result = lost(figure);
    return 0;
}

SEC("raw_tp/sys_enter")
int unguarded(struct figure *figure)
{
    long value = 0;
    read(value, figure->lost);
    result = value;
    return 0;
}

SEC("?raw_tp/sys_enter")
int misspelt(struct figure *figure)
{
    long value = 0;
    read(value, figure->centre);
    result = value;
    return 0;
}

char LICENSE[] SEC("license") = "GPL";
