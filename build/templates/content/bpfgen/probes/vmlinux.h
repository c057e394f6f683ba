// The types and numbers of the kernel that the probes use. 'bpfgen vmlinux -o probes/vmlinux.h' writes a file with all of them.
#pragma once
#define __VMLINUX_H__

typedef unsigned char __u8;
typedef short __s16;
typedef unsigned short __u16;
typedef int __s32;
typedef unsigned int __u32;
typedef long long __s64;
typedef unsigned long long __u64;
typedef __u16 __be16;
typedef __u32 __be32;
typedef __u32 __wsum;
typedef _Bool bool;

enum bpf_map_type {
    BPF_MAP_TYPE_HASH = 1,
    BPF_MAP_TYPE_ARRAY = 2,
    BPF_MAP_TYPE_PERCPU_HASH = 5,
    BPF_MAP_TYPE_PERCPU_ARRAY = 6,
    BPF_MAP_TYPE_LRU_HASH = 9,
    BPF_MAP_TYPE_LRU_PERCPU_HASH = 10,
    BPF_MAP_TYPE_RINGBUF = 27,
};

// The loader adapts the offsets of these fields to the running kernel (CO-RE), so only the fields that the probes read are needed.
#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct task_struct {
    int tgid;
    struct task_struct *real_parent;
};

#pragma clang attribute pop
