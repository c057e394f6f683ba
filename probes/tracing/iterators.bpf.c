// Iterators: the kernel runs an iterator program for each task, map, map entry or cgroup. User space reads the program's output like a file.
#include "../include/bpf.h"

#define BPF_MAP_TYPE_SOCKMAP 15

static long (*bpf_seq_write)(void *file, const void *data, __u32 size) = (void *)127;

struct seq_file;

struct bpf_iter_meta {
    struct seq_file *seq;
};

struct task_struct {
    int pid;
    int tgid;
} __attribute__((preserve_access_index));

struct bpf_map {
    __u32 id;
} __attribute__((preserve_access_index));

struct cgroup {
    int level;
} __attribute__((preserve_access_index));

struct bpf_iter__task {
    struct bpf_iter_meta *meta;
    struct task_struct *task;
};

struct bpf_iter__bpf_map {
    struct bpf_iter_meta *meta;
    struct bpf_map *map;
};

struct bpf_iter__bpf_map_elem {
    struct bpf_iter_meta *meta;
    struct bpf_map *map;
    void *key;
    void *value;
};

struct bpf_iter__sockmap {
    struct bpf_iter_meta *meta;
    struct bpf_map *map;
    void *key;
    void *sk;
};

struct bpf_iter__cgroup {
    struct bpf_iter_meta *meta;
    struct cgroup *cgroup;
};

struct {
    __uint(type, BPF_MAP_TYPE_HASH);
    __uint(max_entries, 8);
    __type(key, __u32);
    __type(value, __u64);
} numbers SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_SOCKMAP);
    __uint(max_entries, 4);
    __type(key, __u32);
    __type(value, __u32);
} sockets SEC(".maps");

SEC("iter/task") int tasks(struct bpf_iter__task *context)
{
    struct task_struct *task = context->task;
    if (task) {
        int ids[2] = { task->tgid, task->pid };
        bpf_seq_write(context->meta->seq, ids, sizeof(ids));
    }
    return 0;
}

SEC("iter/bpf_map") int maps(struct bpf_iter__bpf_map *context)
{
    struct bpf_map *map = context->map;
    if (map) {
        __u32 id = map->id;
        bpf_seq_write(context->meta->seq, &id, sizeof(id));
    }
    return 0;
}

// Not loaded by default, because not every host allows loading this program.
SEC("?iter/bpf_map_elem") int entries(struct bpf_iter__bpf_map_elem *context)
{
    __u64 *value = context->value;
    if (value)
        bpf_seq_write(context->meta->seq, value, sizeof(*value));
    return 0;
}

SEC("?iter/sockmap") int sockets_of_map(struct bpf_iter__sockmap *context)
{
    __u32 *key = context->key;
    if (key && context->sk)
        bpf_seq_write(context->meta->seq, key, sizeof(*key));
    return 0;
}

// Requires Linux 6.1.
SEC("?iter/cgroup") int cgroups(struct bpf_iter__cgroup *context)
{
    struct cgroup *cgroup = context->cgroup;
    if (cgroup) {
        int level = cgroup->level;
        bpf_seq_write(context->meta->seq, &level, sizeof(level));
    }
    return 0;
}

char _license[] SEC("license") = "GPL";
