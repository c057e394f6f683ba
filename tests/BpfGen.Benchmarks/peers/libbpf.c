// libbpf, used as a skeleton uses it: the object is in the program, opened from memory and loaded.
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include "measure.h"

#define RECORDS 3584

extern const char object_start[], object_end[];

__asm__(".section .rodata\n.balign 8\n.global object_start\n.global object_end\n"
        "object_start:\n.incbin \"calls.o\"\nobject_end:\n.previous\n");

static void *load(void)
{
    LIBBPF_OPTS(bpf_object_open_opts, options, .object_name = "calls");
    struct bpf_object *object = bpf_object__open_mem(object_start, object_end - object_start, &options);
    if (!object)
        return NULL;

    size_t size;
    unsigned *constants = (unsigned *)bpf_map__initial_value(bpf_object__find_map_by_name(object, ".rodata"), &size);
    constants[0] = getpid();
    if (bpf_object__load(object)) {
        bpf_object__close(object);
        return NULL;
    }

    return object;
}

static void unload(void *object)
{
    bpf_object__close(object);
}

static volatile unsigned long long sum;

static int take(void *context, void *data, size_t size)
{
    *(unsigned long long *)context += *(unsigned long long *)data;
    return 0;
}

static void measure_lookups(struct bpf_map *map, int count)
{
    int fd = bpf_map__fd(map);
    for (unsigned key = 0; key < 4096; key++) {
        unsigned long long value = key;
        bpf_map_update_elem(fd, &key, &value, 0);
    }

    for (int i = 0; i < count; i++) {
        double start = nanoseconds(CLOCK_PROCESS_CPUTIME_ID);
        for (unsigned key = 0; key < 4096; key++) {
            unsigned long long value;
            if (bpf_map_lookup_elem(fd, &key, &value))
                fail("lookup");
            sum += value;
        }
        row("lookup", (nanoseconds(CLOCK_PROCESS_CPUTIME_ID) - start) / 4096);
    }
}

static void measure_drains(struct bpf_object *object, int count)
{
    struct bpf_program *program;
    bpf_object__for_each_program(program, object) {
        if (!bpf_program__attach(program))
            fail("attach");
    }

    unsigned long long total = 0;
    struct ring_buffer *ring = ring_buffer__new(bpf_object__find_map_fd_by_name(object, "events"), take, &total, NULL);
    for (int i = 0; i < count; i++) {
        for (int k = 0; k < RECORDS; k++)
            (void)getpgid(0);

        double start = nanoseconds(CLOCK_PROCESS_CPUTIME_ID);
        int taken = ring_buffer__poll(ring, 0);
        // Nobody was woken, so that there may be something all the same.
        taken += ring_buffer__consume(ring);
        double end = nanoseconds(CLOCK_PROCESS_CPUTIME_ID);
        if (taken != RECORDS)
            fail("drain");
        row("drain", (end - start) / taken);
    }

    sum += total;
    ring_buffer__free(ring);
}

static void measure_variable(struct bpf_map *map, int count)
{
    size_t size;
    const volatile unsigned long long *calls = bpf_map__initial_value(map, &size);
    for (int i = 0; i < count; i++) {
        unsigned long long total = 0;
        double start = nanoseconds(CLOCK_PROCESS_CPUTIME_ID);
        for (int k = 0; k < 1000000; k++)
            total += *calls;
        row("variable", (nanoseconds(CLOCK_PROCESS_CPUTIME_ID) - start) / 1000000);
        sum += total;
    }
}

int main(int argc, char **argv)
{
    int count = argc > 2 ? atoi(argv[2]) : 20;
    if (!measure_command(argc, argv, load, unload) && strcmp(argv[1], "use") == 0) {
        struct bpf_object *object = load();
        if (!object)
            fail("load");
        measure_lookups(bpf_object__find_map_by_name(object, "starts"), count);
        measure_drains(object, count);
        measure_variable(bpf_object__find_map_by_name(object, ".bss"), count);
        unload(object);
    }

    return 0;
}
