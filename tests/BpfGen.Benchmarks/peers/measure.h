// The measuring code of the peers. It prints one row to standard output for each run of a measurement.
#pragma once

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static inline double nanoseconds(clockid_t clock)
{
    struct timespec time;
    clock_gettime(clock, &time);
    return time.tv_sec * 1e9 + time.tv_nsec;
}

static inline void row(const char *name, double value)
{
    printf("%s %.3f\n", name, value);
}

// Prints the peak memory use of the process (VmHWM) in KiB.
static inline void peak_memory(void)
{
    char line[256];
    FILE *status = fopen("/proc/self/status", "r");
    while (status && fgets(line, sizeof(line), status)) {
        if (strncmp(line, "VmHWM:", 6) == 0)
            row("memory", atof(line + 6));
    }
    if (status)
        fclose(status);
}

static inline void fail(const char *what)
{
    perror(what);
    exit(1);
}

// Loads the object repeatedly. The first load shows the cost for a program that loads once; the others show the cost of the loader itself.
static inline void measure_loads(int count, void *(*load)(void), void (*unload)(void *))
{
    for (int i = 0; i < count; i++) {
        double cpu = nanoseconds(CLOCK_PROCESS_CPUTIME_ID), start = nanoseconds(CLOCK_MONOTONIC);
        void *object = load();
        double end = nanoseconds(CLOCK_MONOTONIC), cpu_end = nanoseconds(CLOCK_PROCESS_CPUTIME_ID);
        if (!object)
            fail("load");
        row(i == 0 ? "load-first" : "load-again", end - start);
        row(i == 0 ? "load-first-cpu" : "load-again-cpu", cpu_end - cpu);
        unload(object);
    }
}

// Runs the command "counts N", which loads an object whose maps cost almost nothing, and returns 1. Returns 0 for other commands.
static inline int measure_command_counts(int argc, char **argv, void *(*load)(void), void (*unload)(void *))
{
    if (argc < 2 || strcmp(argv[1], "counts") != 0)
        return 0;
    measure_loads(argc > 2 ? atoi(argv[2]) : 20, load, unload);
    return 1;
}

// Runs a command that all peers support, and returns 1. Returns 0 for other commands.
static inline int measure_command(int argc, char **argv, void *(*load)(void), void (*unload)(void *))
{
    const char *command = argc > 1 ? argv[1] : "empty";
    if (strcmp(command, "load") == 0) {
        measure_loads(argc > 2 ? atoi(argv[2]) : 20, load, unload);
    } else if (strcmp(command, "memory") == 0) {
        if (!load())
            fail("load");
        peak_memory();
    } else if (strcmp(command, "empty") == 0) {
        peak_memory();
    } else {
        return 0;
    }

    return 1;
}
