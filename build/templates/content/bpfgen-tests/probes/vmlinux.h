// The types of the kernel that the probe uses. 'bpfgen vmlinux -o probes/vmlinux.h' writes a file with all of them.
#pragma once
#define __VMLINUX_H__

typedef unsigned char __u8;
typedef unsigned short __u16;
typedef unsigned int __u32;
typedef unsigned long long __u64;
typedef short __s16;
typedef int __s32;
typedef long long __s64;
typedef __u16 __be16;
typedef __u32 __be32;
typedef __u32 __wsum;
typedef _Bool bool;

enum bpf_map_type {
    BPF_MAP_TYPE_ARRAY = 2,
};

enum xdp_action {
    XDP_DROP = 1,
    XDP_PASS = 2,
};

struct xdp_md {
    __u32 data;
    __u32 data_end;
};

struct ethhdr {
    __u8 h_dest[6];
    __u8 h_source[6];
    __be16 h_proto;
};

struct iphdr {
    __u8 version_and_length;
    __u8 tos;
    __be16 tot_len;
    __be16 id;
    __be16 frag_off;
    __u8 ttl;
    __u8 protocol;
    __u16 check;
    __be32 saddr;
    __be32 daddr;
};

struct udphdr {
    __be16 source;
    __be16 dest;
    __be16 len;
    __u16 check;
};
