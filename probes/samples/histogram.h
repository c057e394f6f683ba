// Histograms of durations, counted in the kernel. Include it after bpf.h.
#pragma once

// Slot 0 counts the values 0 and 1, slot n the values from 2^n to 2^(n+1) - 1. The last slot also counts all larger values.
#define SLOTS 32

struct histogram {
    __u64 slots[SLOTS];
};

static __u32 log2_of(__u64 value)
{
    __u32 result = 0;
    for (__u32 bits = 32; bits; bits /= 2) {
        if (value >> bits) {
            value >>= bits;
            result += bits;
        }
    }

    return result;
}

static void add_to_histogram(struct histogram *histogram, __u64 value)
{
    __u32 slot = log2_of(value);
    if (slot >= SLOTS)
        slot = SLOTS - 1;
    __sync_fetch_and_add(&histogram->slots[slot], 1);
}
