// Uses bpftool's light skeleton: an eBPF program that runs in the kernel loads the object.
#include <errno.h>
#include "measure.h"
#include "calls.lskel.h"
#include "counts.lskel.h"

static void *load(void)
{
    struct calls *object = calls__open();
    if (!object)
        return NULL;

    object->rodata->wanted_thread = getpid();
    if (calls__load(object)) {
        calls__destroy(object);
        return NULL;
    }

    return object;
}

static void unload(void *object)
{
    calls__destroy(object);
}

static void *load_counts(void)
{
    struct counts *object = counts__open();
    if (!object)
        return NULL;

    object->rodata->wanted_thread = getpid();
    if (counts__load(object)) {
        counts__destroy(object);
        return NULL;
    }

    return object;
}

static void unload_counts(void *object)
{
    counts__destroy(object);
}

int main(int argc, char **argv)
{
    measure_command(argc, argv, load, unload);
    measure_command_counts(argc, argv, load_counts, unload_counts);
    return 0;
}
