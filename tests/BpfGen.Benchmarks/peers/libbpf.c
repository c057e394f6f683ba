// Uses libbpf as a skeleton does: the object is embedded in the program, opened from memory and loaded.
#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <pthread.h>
#include "measure.h"

#define RECORDS 14336
#define SAMPLES 3072
#define READS 10000000

// Draining runs this many times as often as the other measurements. It takes only microseconds, in which the records may still be in the cache of
// another CPU. With enough rounds, some are free of that cost.
#define DRAINS_EACH 10

#define EMBED(name) \
    extern const char name##_start[], name##_end[]; \
    __asm__(".section .rodata\n.balign 8\n.global " #name "_start\n.global " #name "_end\n" \
            #name "_start:\n.incbin \"" #name ".o\"\n" #name "_end:\n.previous\n")

EMBED(calls);
EMBED(counts);
EMBED(samples);

// The size of the ring buffer in bytes; 0 keeps the size from the object.
static unsigned ring_size;

static struct bpf_object *load_object(const char *name, const char *start, const char *end)
{
    LIBBPF_OPTS(bpf_object_open_opts, options, .object_name = name);
    struct bpf_object *object = bpf_object__open_mem(start, end - start, &options);
    if (!object)
        return NULL;

    // The first constant of each object is the id of the thread whose calls they trace.
    size_t size;
    unsigned *constants = (unsigned *)bpf_map__initial_value(bpf_object__find_map_by_name(object, ".rodata"), &size);
    constants[0] = getpid();
    struct bpf_map *events = bpf_object__find_map_by_name(object, "events");
    if (events && ring_size)
        bpf_map__set_max_entries(events, ring_size);
    if (bpf_object__load(object)) {
        bpf_object__close(object);
        return NULL;
    }

    return object;
}

static void *load(void)
{
    return load_object("calls", calls_start, calls_end);
}

static void *load_counts(void)
{
    return load_object("counts", counts_start, counts_end);
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

static void measure_lookups(const char *name, struct bpf_map *map, int count)
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
        row(name, (nanoseconds(CLOCK_PROCESS_CPUTIME_ID) - start) / 4096);
    }
}

static void measure_updates(struct bpf_map *map, int count)
{
    int fd = bpf_map__fd(map);
    for (int i = 0; i < count; i++) {
        double start = nanoseconds(CLOCK_PROCESS_CPUTIME_ID);
        for (unsigned key = 0; key < 4096; key++) {
            unsigned long long value = key;
            if (bpf_map_update_elem(fd, &key, &value, 0))
                fail("update");
        }
        row("update", (nanoseconds(CLOCK_PROCESS_CPUTIME_ID) - start) / 4096);
    }
}

static void measure_batches(struct bpf_map *map, int count)
{
    static unsigned keys[4096];
    static unsigned long long values[4096];
    int fd = bpf_map__fd(map);
    for (int i = 0; i < count; i++) {
        double start = nanoseconds(CLOCK_PROCESS_CPUTIME_ID);
        unsigned place, read = 4096;
        if (bpf_map_lookup_batch(fd, NULL, &place, keys, values, &read, NULL) && errno != ENOENT)
            fail("batch");
        row("batch", (nanoseconds(CLOCK_PROCESS_CPUTIME_ID) - start) / 4096);
        if (read != 4096)
            fail("batch");
    }
}

// Every .NET process has more than one thread. In such a process, each system call on a file also counts a reference to the file, which
// makes the call 5% slower. This thread gives the peer the same cost.
static void *sleep_for_ever(void *unused)
{
    pause();
    return unused;
}

static void start_thread(void)
{
    pthread_t thread;
    if (pthread_create(&thread, NULL, sleep_for_ever, NULL))
        fail("pthread_create");
}

static void attach(struct bpf_object *object)
{
    struct bpf_program *program;
    bpf_object__for_each_program(program, object) {
        if (!bpf_program__attach(program))
            fail("attach");
    }
}

static void measure_drains(struct bpf_object *object, int count)
{
    attach(object);
    unsigned long long total = 0;
    struct ring_buffer *ring = ring_buffer__new(bpf_object__find_map_fd_by_name(object, "events"), take, &total, NULL);
    for (int i = 0; i < count; i++) {
        for (int k = 0; k < RECORDS; k++)
            (void)getpgid(0);

        double start = nanoseconds(CLOCK_PROCESS_CPUTIME_ID);
        int taken = ring_buffer__consume(ring);
        double end = nanoseconds(CLOCK_PROCESS_CPUTIME_ID);
        if (taken != RECORDS)
            fail("drain");
        row("drain", (end - start) / taken);
    }

    sum += total;
    ring_buffer__free(ring);
}

static int taken_samples;

static void take_sample(void *context, int cpu, void *data, unsigned size)
{
    *(unsigned long long *)context += *(unsigned long long *)data;
    taken_samples++;
}

static void measure_sample_drains(int count)
{
    struct bpf_object *object = load_object("samples", samples_start, samples_end);
    if (!object)
        fail("load");
    attach(object);
    unsigned long long total = 0;
    struct perf_buffer *buffer = perf_buffer__new(bpf_object__find_map_fd_by_name(object, "records"), 64, take_sample, NULL, &total, NULL);
    for (int i = 0; i < count; i++) {
        for (int k = 0; k < SAMPLES; k++)
            (void)getpgid(0);

        taken_samples = 0;
        double start = nanoseconds(CLOCK_PROCESS_CPUTIME_ID);
        while (taken_samples < SAMPLES) {
            if (perf_buffer__consume(buffer) < 0)
                fail("perf_buffer__consume");
        }
        row("perf-drain", (nanoseconds(CLOCK_PROCESS_CPUTIME_ID) - start) / SAMPLES);
    }

    sum += total;
    perf_buffer__free(buffer);
    bpf_object__close(object);
}

static void measure_names(int count)
{
    static const char *names[] = {
        "vfs_read", "vfs_write", "vfs_open", "vfs_unlink", "do_exit", "wake_up_new_task", "tcp_connect", "tcp_close",
        "udp_sendmsg", "ip_rcv", "tcp_v4_connect", "security_file_open", "tcp_sendmsg", "tcp_recvmsg", "filemap_get_pages", "try_to_wake_up",
    };
    for (int i = 0; i < count; i++) {
        double start = nanoseconds(CLOCK_PROCESS_CPUTIME_ID);
        struct btf *btf = btf__load_vmlinux_btf();
        for (size_t k = 0; k < sizeof(names) / sizeof(*names); k++) {
            if (btf__find_by_name_kind(btf, names[k], BTF_KIND_FUNC) < 0)
                fail(names[k]);
        }
        row("names", nanoseconds(CLOCK_PROCESS_CPUTIME_ID) - start);
        btf__free(btf);
    }
}

static void measure_variable(struct bpf_map *map, int count)
{
    size_t size;
    const volatile unsigned long long *calls = bpf_map__initial_value(map, &size);
    for (int i = 0; i < count; i++) {
        unsigned long long total = 0;
        double start = nanoseconds(CLOCK_PROCESS_CPUTIME_ID);
        for (int k = 0; k < READS; k++)
            total += *calls;
        row("variable", (nanoseconds(CLOCK_PROCESS_CPUTIME_ID) - start) / READS);
        sum += total;
    }
}

int main(int argc, char **argv)
{
    int count = argc > 2 ? atoi(argv[2]) : 20;
    if (measure_command(argc, argv, load, unload) || measure_command_counts(argc, argv, load_counts, unload))
        return 0;

    if (strcmp(argv[1], "names") == 0) {
        measure_names(count);
    } else if (strcmp(argv[1], "use") == 0) {
        ring_size = 1 << 20;
        struct bpf_object *object = load();
        if (!object)
            fail("load");
        struct bpf_map *starts = bpf_object__find_map_by_name(object, "starts");
        measure_lookups("lookup-alone", starts, count);
        start_thread();
        measure_lookups("lookup", starts, count);
        measure_updates(starts, count);
        measure_batches(starts, count);
        measure_drains(object, count * DRAINS_EACH);
        measure_variable(bpf_object__find_map_by_name(object, ".bss"), count);
        unload(object);
        measure_sample_drains(count * DRAINS_EACH);
    }

    return 0;
}
