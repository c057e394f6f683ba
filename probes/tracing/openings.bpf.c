// Records the paths of the files that a thread opens, and how often it opens them.
#include "../include/bpf.h"

static __u64 (*bpf_get_current_pid_tgid)(void) = (void *)14;
static long (*bpf_probe_read_user_str)(void *to, __u32 size, const void *from) = (void *)114;

const volatile __u32 thread = 0;

struct path {
    char text[64];
};

struct {
    __uint(type, BPF_MAP_TYPE_HASH);
    __uint(max_entries, 1024);
    __type(key, struct path);
    __type(value, __u64);
} opened SEC(".maps");

struct sys_enter {
    __u64 common;
    __u64 number;
    __u64 folder;
    const char *path;
};

static int count(const char *from)
{
    struct path path = {};
    __u64 one = 1, *times;

    if ((__u32)bpf_get_current_pid_tgid() != thread)
        return 0;
    bpf_probe_read_user_str(&path, sizeof(path), from);
    times = bpf_map_lookup_elem(&opened, &path);
    if (times)
        *times += 1;
    else
        bpf_map_update_elem(&opened, &path, &one, 0);
    return 0;
}

SEC("tp/syscalls/sys_enter_openat") int on_openat(struct sys_enter *event)
{
    return count(event->path);
}

SEC("tp/syscalls/sys_enter_openat2") int on_openat2(struct sys_enter *event)
{
    return count(event->path);
}

char LICENSE[] SEC("license") = "GPL";
