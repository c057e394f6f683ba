// Iterators that write a line for each kernel symbol, and for each socket with a value in a map.
#include "../include/bpf.h"

#define BPF_MAP_TYPE_SK_STORAGE 24
#define BPF_F_NO_PREALLOC 1

static long (*bpf_seq_printf)(void *file, const char *format, __u32 size, const void *values, __u32 values_size) = (void *)126;

struct seq_file;
struct bpf_map;

struct bpf_iter_meta {
    struct seq_file *seq;
};

struct kallsym_iter {
    char type;
    char name[512];
} __attribute__((preserve_access_index));

struct sock_common {
    unsigned short skc_num;
} __attribute__((preserve_access_index));

struct sock {
    struct sock_common __sk_common;
} __attribute__((preserve_access_index));

struct bpf_iter__ksym {
    struct bpf_iter_meta *meta;
    struct kallsym_iter *ksym;
};

struct bpf_iter__bpf_sk_storage_map {
    struct bpf_iter_meta *meta;
    struct bpf_map *map;
    struct sock *sk;
    void *value;
};

struct {
    __uint(type, BPF_MAP_TYPE_SK_STORAGE);
    __uint(map_flags, BPF_F_NO_PREALLOC);
    __type(key, int);
    __type(value, __u64);
} marks SEC(".maps");

// Requires Linux 6.0. The type of a symbol is a letter, as in the output of nm(1).
SEC("?iter/ksym") int symbols(struct bpf_iter__ksym *context)
{
    static const char format[] = "%c %s\n";
    struct kallsym_iter *symbol = context->ksym;
    if (symbol) {
        __u64 values[2] = { (__u8)symbol->type, (__u64)symbol->name };
        bpf_seq_printf(context->meta->seq, format, sizeof(format), values, sizeof(values));
    }
    return 0;
}

// Writes the socket's port and value. Not loaded by default, because not every host allows loading this program.
SEC("?iter/bpf_sk_storage_map") int storages(struct bpf_iter__bpf_sk_storage_map *context)
{
    static const char format[] = "%u %llu\n";
    struct sock *socket = context->sk;
    __u64 *value = context->value;
    if (socket && value) {
        __u64 values[2] = { socket->__sk_common.skc_num, *value };
        bpf_seq_printf(context->meta->seq, format, sizeof(format), values, sizeof(values));
    }
    return 0;
}

char _license[] SEC("license") = "GPL";
