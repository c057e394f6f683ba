// Local storage of threads, cgroups, inodes and sockets, and the cgroup and stack of the current thread.
#include "../include/bpf.h"
#include "../include/kernel.h"

#define BPF_F_NO_PREALLOC 1
#define BPF_F_STACK_BUILD_ID 32
#define BPF_F_USER_STACK 256
#define BPF_LOCAL_STORAGE_GET_F_CREATE 1
#define BPF_MAP_TYPE_STACK_TRACE 7
#define BPF_MAP_TYPE_CGROUP_ARRAY 8
#define BPF_MAP_TYPE_SOCKHASH 18
#define BPF_MAP_TYPE_SK_STORAGE 24
#define BPF_MAP_TYPE_INODE_STORAGE 28
#define BPF_MAP_TYPE_TASK_STORAGE 29
#define BPF_MAP_TYPE_CGRP_STORAGE 32
#define BPF_SOCK_OPS_ACTIVE_ESTABLISHED_CB 4

struct cgroup {
    int level;
} preserved;

struct css_set {
    struct cgroup *dfl_cgrp;
} preserved;

struct task_struct {
    struct css_set *cgroups;
} preserved;

struct bpf_sock_ops {
    __u32 op;
};

struct bpf_sock_addr {
    __u32 before[16];
    __u64 sk;
};

static long (*bpf_probe_read_kernel)(void *to, __u32 size, const void *from) = (void *)113;
static long (*bpf_get_stackid)(void *context, void *map, __u64 flags) = (void *)27;
static long (*bpf_current_task_under_cgroup)(void *map, __u32 index) = (void *)37;
static long (*bpf_sock_hash_update)(void *context, void *map, void *key, __u64 flags) = (void *)70;
static void *(*bpf_sk_storage_get)(void *map, void *sk, void *value, __u64 flags) = (void *)107;
static void *(*bpf_task_storage_get)(void *map, void *task, void *value, __u64 flags) = (void *)156;
static struct task_struct *(*bpf_get_current_task_btf)(void) = (void *)158;
static void *(*bpf_cgrp_storage_get)(void *map, void *cgroup, void *value, __u64 flags) = (void *)210;

struct visits {
    __u64 count;
    __u32 last;
};

struct {
    __uint(type, BPF_MAP_TYPE_TASK_STORAGE);
    __uint(map_flags, BPF_F_NO_PREALLOC);
    __type(key, int);
    __type(value, struct visits);
} tasks SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_CGRP_STORAGE);
    __uint(map_flags, BPF_F_NO_PREALLOC);
    __type(key, int);
    __type(value, struct visits);
} cgroups SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_SK_STORAGE);
    __uint(map_flags, BPF_F_NO_PREALLOC);
    __type(key, int);
    __type(value, __u64);
} sockets SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_INODE_STORAGE);
    __uint(map_flags, BPF_F_NO_PREALLOC);
    __type(key, int);
    __type(value, __u64);
} files SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_CGROUP_ARRAY);
    __uint(max_entries, 2);
    __uint(key_size, 4);
    __uint(value_size, 4);
} places SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_SOCKHASH);
    __uint(max_entries, 4);
    __type(key, __u32);
    __type(value, __u64);
} connections SEC(".maps");

// Two stacks in the same hash bucket replace each other, so the map has many buckets.
struct {
    __uint(type, BPF_MAP_TYPE_STACK_TRACE);
    __uint(max_entries, 1 << 14);
    __uint(key_size, 4);
    __uint(value_size, 32 * sizeof(__u64));
} stacks SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_STACK_TRACE);
    __uint(map_flags, BPF_F_STACK_BUILD_ID);
    __uint(max_entries, 64);
    __uint(key_size, 4);
    __uint(value_size, 32 * 32);
} build_ids SEC(".maps");

// -1 until the event happens. is_inside becomes 1 if the thread is in the cgroup of the array.
int kernel_stack = -1;
int user_stack = -1;
int build_id_stack = -1;
int is_inside = -1;

static void visit(struct visits *visits)
{
    if (!visits)
        return;
    visits->count += 1;
    visits->last += 2;
}

static int is_wanted(__u64 *arguments)
{
    __u64 name = 0;

    // The name starts with "bpfgen-m".
    bpf_probe_read_kernel(&name, sizeof(name), (const void *)arguments[1]);
    return name == 0x6d2d6e6567667062ULL;
}

SEC("tp_btf/task_rename")
int on_rename(__u64 *arguments)
{
    struct task_struct *task = bpf_get_current_task_btf();

    if (!is_wanted(arguments))
        return 0;
    kernel_stack = bpf_get_stackid(arguments, &stacks, 0);
    user_stack = bpf_get_stackid(arguments, &stacks, BPF_F_USER_STACK);
    build_id_stack = bpf_get_stackid(arguments, &build_ids, BPF_F_USER_STACK);
    is_inside = bpf_current_task_under_cgroup(&places, 1);
    visit(bpf_task_storage_get(&tasks, task, 0, BPF_LOCAL_STORAGE_GET_F_CREATE));
    visit(bpf_cgrp_storage_get(&cgroups, task->cgroups->dfl_cgrp, 0, BPF_LOCAL_STORAGE_GET_F_CREATE));
    return 0;
}

// Parts of on_rename for older kernels: cgroup storage requires Linux 6.2, and task storage in these programs requires 5.11.
SEC("?tp_btf/task_rename")
int visit_thread(__u64 *arguments)
{
    if (is_wanted(arguments))
        visit(bpf_task_storage_get(&tasks, bpf_get_current_task_btf(), 0, BPF_LOCAL_STORAGE_GET_F_CREATE));
    return 0;
}

SEC("?raw_tp/task_rename")
int take_stacks(__u64 *arguments)
{
    if (!is_wanted(arguments))
        return 0;
    kernel_stack = bpf_get_stackid(arguments, &stacks, 0);
    user_stack = bpf_get_stackid(arguments, &stacks, BPF_F_USER_STACK);
    is_inside = bpf_current_task_under_cgroup(&places, 1);
    return 0;
}

SEC("cgroup/connect4")
int on_connect(struct bpf_sock_addr *context)
{
    __u64 *value;

    if (!context->sk)
        return 1;
    value = bpf_sk_storage_get(&sockets, (void *)context->sk, 0, BPF_LOCAL_STORAGE_GET_F_CREATE);
    if (value)
        *value += 5;
    return 1;
}

SEC("sockops")
int on_established(struct bpf_sock_ops *context)
{
    __u32 key = 7;

    if (context->op == BPF_SOCK_OPS_ACTIVE_ESTABLISHED_CB)
        bpf_sock_hash_update(context, &connections, &key, 0);
    return 1;
}

char LICENSE[] SEC("license") = "GPL";
