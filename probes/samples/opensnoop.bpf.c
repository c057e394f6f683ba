// opensnoop: files that are opened. The file name is read when the call ends, because the kernel has then read the name, so its memory is present.
#include "../include/bpf.h"

static long (*bpf_map_delete_elem)(void *map, const void *key) = (void *)3;
static __u64 (*bpf_get_current_pid_tgid)(void) = (void *)14;
static __u64 (*bpf_get_current_uid_gid)(void) = (void *)15;
static long (*bpf_get_current_comm)(void *to, __u32 size) = (void *)16;
static long (*bpf_probe_read_user_str)(void *to, __u32 size, const void *from) = (void *)114;
static void *(*bpf_ringbuf_reserve)(void *ring, __u64 size, __u64 flags) = (void *)131;
static void (*bpf_ringbuf_submit)(void *record, __u64 flags) = (void *)132;

#define ANY_USER (~0u)

const volatile _Bool only_failed;
const volatile __u32 wanted_process;
const volatile __u32 wanted_user = ANY_USER;
const volatile char wanted_name[16];

__u64 lost;

struct event {
    __u64 timestamp;
    int pid;
    int thread;
    __u32 user;
    // A file descriptor, or a negative error number.
    int result;
    char command[16];
    char path[256];
};

// Addresses of the file names of calls that have begun, by thread.
struct {
    __uint(type, BPF_MAP_TYPE_LRU_HASH);
    __uint(max_entries, 8192);
    __type(key, __u32);
    __type(value, __u64);
} calls SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_RINGBUF);
    __uint(max_entries, 1024 * 1024);
    __type(value, struct event);
} events SEC(".maps");

struct enter {
    __u64 common;
    __u64 number;
    __u64 arguments[2];
};

struct leave {
    __u64 common;
    __u64 number;
    long result;
};

static int has_wanted_name(void)
{
    char name[16];
    bpf_get_current_comm(name, sizeof(name));
    for (int i = 0; i < sizeof(name); i++) {
        if (name[i] != wanted_name[i])
            return 0;
        if (!name[i])
            break;
    }

    return 1;
}

static int begin(__u64 path)
{
    __u64 id = bpf_get_current_pid_tgid();
    __u32 thread = id;
    if ((!wanted_process || wanted_process == id >> 32)
        && (wanted_user == ANY_USER || wanted_user == (__u32)bpf_get_current_uid_gid())
        && (!wanted_name[0] || has_wanted_name()))
        bpf_map_update_elem(&calls, &thread, &path, 0);
    return 0;
}

static int end(struct leave *context)
{
    __u64 id = bpf_get_current_pid_tgid();
    __u32 thread = id;
    __u64 *path = bpf_map_lookup_elem(&calls, &thread);
    if (!path)
        return 0;

    if (context->result < 0 || !only_failed) {
        struct event *event = bpf_ringbuf_reserve(&events, sizeof(*event), 0);
        if (event) {
            event->timestamp = bpf_ktime_get_ns();
            event->pid = id >> 32;
            event->thread = thread;
            event->user = bpf_get_current_uid_gid();
            event->result = context->result;
            bpf_get_current_comm(event->command, sizeof(event->command));
            if (bpf_probe_read_user_str(event->path, sizeof(event->path), (const void *)*path) < 0)
                event->path[0] = 0;
            bpf_ringbuf_submit(event, 0);
        } else {
            __sync_fetch_and_add(&lost, 1);
        }
    }

    bpf_map_delete_elem(&calls, &thread);
    return 0;
}

SEC("tp/syscalls/sys_enter_openat") int on_openat(struct enter *context)
{
    return begin(context->arguments[1]);
}

SEC("tp/syscalls/sys_exit_openat") int on_openat_end(struct leave *context)
{
    return end(context);
}

SEC("tp/syscalls/sys_enter_openat2") int on_openat2(struct enter *context)
{
    return begin(context->arguments[1]);
}

SEC("tp/syscalls/sys_exit_openat2") int on_openat2_end(struct leave *context)
{
    return end(context);
}

// Newer architectures do not have this system call. The loader enables the programs where the call exists.
SEC("?tp/syscalls/sys_enter_open") int on_open(struct enter *context)
{
    return begin(context->arguments[0]);
}

SEC("?tp/syscalls/sys_exit_open") int on_open_end(struct leave *context)
{
    return end(context);
}

char _license[] SEC("license") = "GPL";
