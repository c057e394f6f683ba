// Every kind of CO-RE relocation. The declarations differ from those of the kernel: other order of members, additional members, other enum values.
#include "../include/bpf.h"
#include "../include/kernel.h"

enum { FIELD_OFFSET, FIELD_SIZE, FIELD_EXISTS, FIELD_SIGNED, FIELD_LSHIFT, FIELD_RSHIFT };
enum { ID_LOCAL, ID_TARGET };
enum { TYPE_EXISTS, TYPE_SIZE, TYPE_MATCHES };
enum { VALUE_EXISTS, VALUE };

static __u64 (*bpf_get_current_task)(void) = (void *)35;
static __u64 (*bpf_get_current_pid_tgid)(void) = (void *)14;
static long (*bpf_probe_read_kernel)(void *to, __u32 size, const void *from) = (void *)113;

struct unneeded {
    __u64 words[8];
} preserved;

struct task_struct {
    struct unneeded before;
    char comm[16];
    unsigned flags;
    struct unneeded *between;
    int pid;
    unsigned in_execve : 1;
    unsigned sched_reset_on_fork : 1;
    struct task_struct *group_leader;
} preserved;

struct task_struct___absent {
    int lost;
} preserved;

// In the kernel, these members are in unnamed structs and unions.
struct sock_common {
    struct unneeded before;
    __u32 skc_rcv_saddr;
    __u32 skc_daddr;
} preserved;

struct sock {
    struct unneeded before;
    struct sock_common __sk_common;
} preserved;

struct list_head {
    struct list_head *next, *prev;
} preserved;

struct list_head___other {
    int next;
} preserved;

struct never_was {
    int field;
} preserved;

enum bpf_map_type {
    BPF_MAP_TYPE_THAT_NEVER_WAS = 3,
    BPF_MAP_TYPE_LPM_TRIE = 77,
};

__u64 pid_read, leader_read, pid_wanted, leader_wanted;
__u64 comm_offset, comm_third_offset, comm_size, pid_exists, lost_exists, pid_signed, flags_signed, pid_lshift, pid_rshift, bit_lshift, bit_rshift;
__u64 local_id, target_id, task_exists, never_was_exists, task_size, list_matches, other_matches;
__u64 value_exists, lost_value_exists, trie_value;
__u64 daddr_offset, rcv_saddr_offset;

#define field(access, what) __builtin_preserve_field_info(access, what)
#define type(name, what) __builtin_preserve_type_info(*(name *)0, what)

SEC("raw_tp/sys_enter")
int ask(void *context)
{
    struct task_struct *task = (void *)bpf_get_current_task(), *leader = 0;
    struct sock *sock = 0;
    int pid = 0;

    bpf_probe_read_kernel(&pid, sizeof(pid), __builtin_preserve_access_index(&task->pid));
    pid_read = pid;
    pid_wanted = (__u32)bpf_get_current_pid_tgid();
    bpf_probe_read_kernel(&leader, sizeof(leader), __builtin_preserve_access_index(&task->group_leader));
    bpf_probe_read_kernel(&pid, sizeof(pid), __builtin_preserve_access_index(&leader->pid));
    leader_read = pid;
    leader_wanted = bpf_get_current_pid_tgid() >> 32;

    comm_offset = field(task->comm, FIELD_OFFSET);
    comm_third_offset = field(task->comm[3], FIELD_OFFSET);
    comm_size = field(task->comm, FIELD_SIZE);
    pid_exists = field(task->pid, FIELD_EXISTS);
    lost_exists = field(((struct task_struct___absent *)task)->lost, FIELD_EXISTS);
    pid_signed = field(task->pid, FIELD_SIGNED);
    flags_signed = field(task->flags, FIELD_SIGNED);
    pid_lshift = field(task->pid, FIELD_LSHIFT);
    pid_rshift = field(task->pid, FIELD_RSHIFT);
    bit_lshift = field(task->sched_reset_on_fork, FIELD_LSHIFT);
    bit_rshift = field(task->sched_reset_on_fork, FIELD_RSHIFT);
    daddr_offset = field(sock->__sk_common.skc_daddr, FIELD_OFFSET);
    rcv_saddr_offset = field(sock->__sk_common.skc_rcv_saddr, FIELD_OFFSET);

    local_id = __builtin_btf_type_id(*(struct never_was *)0, ID_LOCAL);
    target_id = __builtin_btf_type_id(*(struct task_struct *)0, ID_TARGET);
    task_exists = type(struct task_struct, TYPE_EXISTS);
    never_was_exists = type(struct never_was, TYPE_EXISTS);
    task_size = type(struct task_struct, TYPE_SIZE);
    list_matches = type(struct list_head, TYPE_MATCHES);
    other_matches = type(struct list_head___other, TYPE_MATCHES);

    value_exists = __builtin_preserve_enum_value(*(enum bpf_map_type *)BPF_MAP_TYPE_LPM_TRIE, VALUE_EXISTS);
    lost_value_exists = __builtin_preserve_enum_value(*(enum bpf_map_type *)BPF_MAP_TYPE_THAT_NEVER_WAS, VALUE_EXISTS);
    trie_value = __builtin_preserve_enum_value(*(enum bpf_map_type *)BPF_MAP_TYPE_LPM_TRIE, VALUE);
    return 0;
}

char LICENSE[] SEC("license") = "GPL";
