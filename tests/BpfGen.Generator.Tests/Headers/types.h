// A few types as a vmlinux.h has them, so that the sources need no header of the system.
#pragma once
#define __VMLINUX_H__

typedef signed char __s8;
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

enum { BPF_MAP_TYPE_HASH = 1, BPF_MAP_TYPE_ARRAY = 2, BPF_MAP_TYPE_PROG_ARRAY = 3 };

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct pt_regs {
    unsigned long r15, r14, r13, r12, bp, bx, r11, r10, r9, r8, ax, cx, dx, si, di, orig_ax, ip, cs, flags, sp, ss;
};

struct user_pt_regs {
    __u64 regs[31];
    __u64 sp, pc, pstate;
};

enum level { LEVEL_LOW = 1, LEVEL_HIGH = 7 };

struct leaf {
    int number;
    char name[16];
    unsigned int low : 3;
    int middle : 5;
    unsigned long long high : 40;
};

struct node {
    struct node *next;
    struct leaf *leaf;
    struct leaf inner;
    const struct leaf *constant;
};

#pragma clang attribute pop

struct bpf_iter_num {
    __u64 state[1];
} __attribute__((aligned(8)));
