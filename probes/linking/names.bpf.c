// Names that the generated class, its options and its types use themselves. C allows them all, so the class must compile with them.
#include "../include/bpf.h"

struct sock;

struct tcp_congestion_ops {
    __u32 (*ssthresh)(struct sock *sk);
    void (*cong_avoid)(struct sock *sk, __u32 ack, __u32 acked);
    __u32 (*undo_cwnd)(struct sock *sk);
    char name[16];
};

// Each macro applies another one to names. Properties of the class and of the load options, and members that these inherit:
#define OWN(_) _(attach) _(auto_create) _(auto_load) _(config_options) _(constants_options) _(definitions) _(load) _(load_options) _(log_level) \
    _(log_size) _(maps_options) _(programs_options) _(initial_data) _(initial_slots) _(program_code) _(type_information) _(types) _(attached) _(names) \
    _(equals) _(get_hash_code) _(get_type) _(to_string) _(reference_equals) _(memberwise_clone) _(finalize) _(requirements)
#define OPTIONS(_) _(constants) _(programs) _(bytes_of) _(config_at) _(constant_at) _(initial_of) _(map_at) _(pin_root) _(program_at) _(set_config_at) \
    _(set_constant_at) _(variables_of) _(options) _(kernel_btf)
// Members of maps, programs and the classes of variables:
#define HANDLES(_) _(bytes) _(value) _(variable) _(variables) _(handle) _(id) _(name) _(type) _(flags) _(pin) _(unpin) _(pin_path) _(pinning) \
    _(key_size) _(value_size) _(max_entries) _(get_info) _(freeze) _(is_created) _(is_frozen) _(create) _(takes) _(map) _(instructions) \
    _(global) _(system) _(bpf_gen) _(loader) _(code) _(kernel) _(reuse) _(inner_map) _(extra) _(numa_node)

#define COUNT(name) struct { \
    __uint(type, BPF_MAP_TYPE_ARRAY); \
    __uint(max_entries, 1); \
    __type(key, __u32); \
    __type(value, struct fields); \
} map_##name __asm__(#name) SEC(".maps");
#define FIELD(name) __u32 name;
#define VARIABLE(name) __u32 variable_##name __asm__(#name) SEC(".data.large") = 1;
#define SECTION(name) __u32 data_##name SEC(#name) = 1;

struct fields {
    OWN(FIELD) OPTIONS(FIELD) HANDLES(FIELD)
};

// As maps, and as fields of their values.
OWN(COUNT)

// As variables of a section that is too large for a struct.
HANDLES(VARIABLE)
__u32 table[20000] SEC(".data.large");

// As sections of variables.
OPTIONS(SECTION)

// As structs of functions: sections of these names would be legacy map definitions, programs and kernel symbols.
SEC("?struct_ops") __u32 undo(unsigned long long *context)
{
    return 10;
}

SEC("?struct_ops") __u32 threshold(unsigned long long *context)
{
    return 2;
}

SEC("?struct_ops") void avoid(unsigned long long *context)
{
}

SEC("?.struct_ops") struct tcp_congestion_ops maps = {
    .ssthresh = (void *)threshold, .cong_avoid = (void *)avoid, .undo_cwnd = (void *)undo, .name = "bpfgen_maps",
};

char _license[] SEC("license") = "GPL";
