#include "types.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>

char LICENSE[] SEC("license") = "GPL";

__u64 seen[32];

SEC("raw_tp/read")
int read_fields(void *ctx)
{
    struct node *node = *(struct node **)ctx;
    struct leaf leaf;
    char name[16];

    seen[0] = BPF_CORE_READ(node, inner.number);
    seen[1] = BPF_CORE_READ(node, leaf, number);
    seen[2] = BPF_CORE_READ(node, next, next, leaf, number);
    seen[3] = BPF_CORE_READ(node, next, next, next, next, next, next, next, leaf, number);
#if LIBBPF_MINOR >= 5
    seen[4] = BPF_CORE_READ(node, constant, number);
#endif
    seen[5] = BPF_CORE_READ_INTO(&leaf, node, next, inner);
    seen[6] = BPF_CORE_READ_STR_INTO(&name, node, leaf, name);
    seen[7] = BPF_CORE_READ_USER(node, leaf, number);
    seen[8] = BPF_CORE_READ_USER_STR_INTO(&name, node, next, leaf, name);
#if LIBBPF_MINOR >= 5
    seen[9] = BPF_PROBE_READ(node, leaf, number);
    seen[10] = BPF_PROBE_READ_USER(node, next, inner.number);
    seen[11] = BPF_PROBE_READ_STR_INTO(&name, node, leaf, name);
    seen[12] = BPF_PROBE_READ_USER_STR_INTO(&name, node, leaf, name);
#endif
    seen[13] = bpf_core_read(&leaf, sizeof(leaf), &node->inner);
    seen[14] = bpf_core_read_str(name, sizeof(name), &node->inner.name);
    seen[15] = bpf_core_read_user(&leaf, sizeof(leaf), &node->inner);
    seen[16] = bpf_core_read_user_str(name, sizeof(name), &node->inner.name);
    seen[18] = leaf.number + name[0];
    return 0;
}

SEC("raw_tp/ask")
int ask_about_types(void *ctx)
{
    struct node *node = *(struct node **)ctx;

    seen[0] = bpf_core_field_exists(node->leaf) + bpf_core_field_exists(struct leaf, name);
    seen[1] = bpf_core_field_size(node->inner.name) + bpf_core_field_size(struct leaf, name);
    seen[2] = bpf_core_field_offset(node->inner.name) + bpf_core_field_offset(struct leaf, name);
    seen[3] = bpf_core_type_exists(struct leaf);
    seen[4] = bpf_core_type_size(struct leaf);
    seen[5] = bpf_core_type_id_local(struct leaf);
    seen[6] = bpf_core_type_id_kernel(struct leaf);
    seen[7] = bpf_core_enum_value_exists(enum level, LEVEL_HIGH);
    seen[8] = bpf_core_enum_value(enum level, LEVEL_HIGH);
    seen[9] = bpf_core_type_matches(struct leaf);
    seen[10] = (__u64)container_of(&node->inner, struct node, inner);
    seen[11] = offsetof(struct node, inner);
    return 0;
}

SEC("raw_tp/bits")
int read_bit_fields(void *ctx)
{
    struct leaf *leaf = *(struct leaf **)ctx;

    seen[0] = BPF_CORE_READ_BITFIELD_PROBED(leaf, low);
    seen[1] = BPF_CORE_READ_BITFIELD_PROBED(leaf, middle);
    seen[2] = BPF_CORE_READ_BITFIELD_PROBED(leaf, high);
#if LIBBPF_MINOR >= 4
    seen[3] = BPF_CORE_READ_BITFIELD(leaf, low);
    seen[4] = BPF_CORE_READ_BITFIELD(leaf, middle);
    BPF_CORE_WRITE_BITFIELD(leaf, middle, seen[5]);
#endif
    return 0;
}
