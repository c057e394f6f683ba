// Histograms of durations, counted on each CPU. Include it after agent.h.
#pragma once

#define NANOSECONDS_PER_MICROSECOND 1000

// Slot 0 counts 0 and 1 microseconds, slot n counts 2^n to 2^(n+1) - 1. The last slot, from 67 seconds, also counts all longer times.
#define SLOTS 27

struct latency {
    __u64 slots[SLOTS];
    // The sum of all durations, in nanoseconds.
    __u64 total;
    __u64 bytes;
};

static struct latency no_latency;

static void add_latency(struct latency *latency, __u64 nanoseconds, __u64 bytes)
{
    __u64 value = nanoseconds / NANOSECONDS_PER_MICROSECOND;
    __u32 slot = 0;
#pragma unroll
    for (__u32 bits = 16; bits; bits /= 2) {
        if (value >> bits) {
            value >>= bits;
            slot += bits;
        }
    }
    if (slot >= SLOTS || value > 1)
        slot = SLOTS - 1;
    latency->slots[slot]++;
    latency->total += nanoseconds;
    latency->bytes += bytes;
}
