// Declarations that both source files of units.o include.
#pragma once

struct pair {
    __u64 a;
    __u64 b;
};

struct pairs {
    __uint(type, BPF_MAP_TYPE_HASH);
    __uint(max_entries, 8);
    __type(key, __u32);
    __type(value, struct pair);
};
