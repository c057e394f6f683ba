// Makes the system calls of one load without a loader: the calls that record.c recorded, with prepared attributes. No loader can be faster.
#include <linux/bpf.h>
#include <stdint.h>
#include <sys/syscall.h>
#include "measure.h"

// A pointer to a buffer, at a place in the attributes.
struct buffer {
    int place;
    void *data;
};

// A descriptor, at a place in the attributes or at an instruction. It is that of an earlier call.
struct place {
    int place;
    int call;
};

struct call {
    int command;
    unsigned size;
    uint64_t *attributes;
    const struct buffer *pointers;
    const struct place *descriptors;
    uint64_t *code;
    const struct place *maps;
};

#include "calls.calls.h"
#include "counts.calls.h"

#define MOST_CALLS 64

static int results[MOST_CALLS];

static void *make(const struct call *calls)
{
    int types = -1;
    for (int i = 0; calls[i].command >= 0; i++) {
        const struct call *call = &calls[i];
        char *attributes = (char *)call->attributes;
        for (const struct buffer *pointer = call->pointers; pointer->place >= 0; pointer++)
            memcpy(attributes + pointer->place, &pointer->data, sizeof(pointer->data));
        for (const struct place *place = call->descriptors; place->place >= 0; place++)
            memcpy(attributes + place->place, &results[place->call], sizeof(int));
        for (const struct place *map = call->maps; map && map->place >= 0; map++)
            memcpy((char *)&call->code[map->place] + 4, &results[map->call], sizeof(int));
        results[i] = syscall(SYS_bpf, call->command, attributes, call->size);
        if (results[i] < 0)
            return NULL;
        types = call->command == BPF_BTF_LOAD ? results[i] : types;
    }

    // Maps and programs keep the types, so a loader closes their descriptor after the load.
    close(types);
    return (void *)calls;
}

static void *load(void)
{
    return make(calls_calls);
}

static void *load_counts(void)
{
    return make(counts_calls);
}

static void unload(void *object)
{
    const struct call *calls = object;
    for (int i = 0; calls[i].command >= 0; i++) {
        if (calls[i].command == BPF_MAP_CREATE || calls[i].command == BPF_PROG_LOAD)
            close(results[i]);
    }
}

// The program with BpfGen calls these functions, to measure the calls in a .NET process.
int floor_is_ready(void)
{
    return 1;
}

void *floor_load(int with_cheap_maps)
{
    return with_cheap_maps ? load_counts() : load();
}

void floor_unload(void *object)
{
    unload(object);
}

int main(int argc, char **argv)
{
    measure_command(argc, argv, load, unload);
    measure_command_counts(argc, argv, load_counts, unload);
    return 0;
}
