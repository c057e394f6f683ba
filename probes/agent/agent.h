// What the probes of the agent share. Include it after bpf.h.
#pragma once
#include "../include/kernel.h"

static long (*bpf_map_delete_elem)(void *map, const void *key) = (void *)3;
static __u64 (*bpf_get_current_pid_tgid)(void) = (void *)14;
static __u64 (*bpf_get_current_uid_gid)(void) = (void *)15;
static long (*bpf_get_current_comm)(void *to, __u32 size) = (void *)16;
static __u64 (*bpf_get_current_cgroup_id)(void) = (void *)80;
static long (*bpf_probe_read_kernel)(void *to, __u32 size, const void *from) = (void *)113;
static long (*bpf_probe_read_kernel_str)(void *to, __u32 size, const void *from) = (void *)115;
static void *(*bpf_ringbuf_reserve)(void *ring, __u64 size, __u64 flags) = (void *)131;
static void (*bpf_ringbuf_submit)(void *record, __u64 flags) = (void *)132;

#define BPF_NOEXIST 1

enum { FIELD_EXISTS = 2, TYPE_MATCHES = 2 };

#define exists(field) __builtin_preserve_field_info(field, FIELD_EXISTS)
#define read(to, field) bpf_probe_read_kernel(&(to), sizeof(to), __builtin_preserve_access_index(&field))

// Events that were not counted because a table was full. The maps of an object are pinned together, so this is a map and not
// a global variable.
struct {
    __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
    __uint(max_entries, 1);
    __type(key, __u32);
    __type(value, __u64);
} lost SEC(".maps");

static void lose(void)
{
    __u32 zero = 0;
    __u64 *count = bpf_map_lookup_elem(&lost, &zero);
    if (count)
        (*count)++;
}

// Returns the value of a key in a per-CPU hash, and creates it with the initial value. Null, and counted as lost, if the table is full.
static void *value_of(void *map, const void *key, const void *initial)
{
    void *value = bpf_map_lookup_elem(map, key);
    if (value)
        return value;
    bpf_map_update_elem(map, key, initial, BPF_NOEXIST);
    value = bpf_map_lookup_elem(map, key);
    if (!value)
        lose();
    return value;
}

struct kernfs_node {
    __u64 id;
} preserved;

struct cgroup {
    struct kernfs_node *kn;
} preserved;

struct css_set {
    struct cgroup *dfl_cgrp;
} preserved;
