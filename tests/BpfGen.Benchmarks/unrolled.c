// A large object: each program walks the frames of an interpreter in a loop that the compiler unrolls, as profilers for kernels without loops do.
// A branch of eBPF reaches 32,767 instructions, which limits FRAMES to 400.
typedef unsigned char u8;
typedef unsigned int u32;
typedef unsigned long long u64;

#define SEC(name) __attribute__((section(name), used))
#ifndef FRAMES
#define FRAMES 300
#endif

static void *(*bpf_map_lookup_elem)(void *map, const void *key) = (void *)1;
static long (*bpf_map_update_elem)(void *map, const void *key, const void *value, u64 flags) = (void *)2;
static u32 (*bpf_get_smp_processor_id)(void) = (void *)8;
static u64 (*bpf_get_current_pid_tgid)(void) = (void *)14;
static long (*bpf_perf_event_output)(void *context, void *map, u64 flags, void *data, u64 size) = (void *)25;
static long (*bpf_probe_read_user)(void *to, u32 size, const void *from) = (void *)112;
static long (*bpf_probe_read_user_str)(void *to, u32 size, const void *from) = (void *)114;

struct layout { int back, code, file, name, text; };
struct process { u64 state; int first; struct layout offsets; };
struct symbol { char name[64]; char file[128]; };
struct frame { void *back, *code, *file, *name; };
struct event { u32 pid, tid; u8 complete; short length; int stack[FRAMES]; };

struct { int (*type)[1]; int (*max_entries)[1024]; u32 *key; struct process *value; } processes SEC(".maps");
struct { int (*type)[1]; int (*max_entries)[4096]; struct symbol *key; int *value; } symbols SEC(".maps");
struct { int (*type)[2]; int (*max_entries)[1]; u32 *key; struct event *value; } events SEC(".maps");
struct { int (*type)[4]; int (*key_size)[4]; int (*value_size)[4]; int (*max_entries)[64]; } output SEC(".maps");

static inline __attribute__((always_inline)) int read_frame(void *at, struct process *process, struct frame *frame, struct symbol *symbol)
{
    bpf_probe_read_user(&frame->back, sizeof frame->back, at + process->offsets.back);
    bpf_probe_read_user(&frame->code, sizeof frame->code, at + process->offsets.code);
    if (!frame->code)
        return 0;
    bpf_probe_read_user(&frame->file, sizeof frame->file, frame->code + process->offsets.file);
    bpf_probe_read_user(&frame->name, sizeof frame->name, frame->code + process->offsets.name);
    if (frame->file)
        bpf_probe_read_user_str(&symbol->file, sizeof symbol->file, frame->file + process->offsets.text);
    if (frame->name)
        bpf_probe_read_user_str(&symbol->name, sizeof symbol->name, frame->name + process->offsets.text);
    return 1;
}

static inline __attribute__((always_inline)) int walk(void *context)
{
    u64 task = bpf_get_current_pid_tgid();
    u32 pid = task >> 32, zero = 0;
    struct process *process = bpf_map_lookup_elem(&processes, &pid);
    struct event *event = bpf_map_lookup_elem(&events, &zero);
    if (!process || !event)
        return 0;
    struct symbol symbol = {};
    struct frame frame;
    void *at;
    event->pid = pid;
    event->tid = task;
    bpf_probe_read_user(&at, sizeof at, (void *)process->state + process->first);
    int *counter = bpf_map_lookup_elem(&symbols, &symbol), processor = bpf_get_smp_processor_id();
    if (!counter)
        return 0;
#pragma clang loop unroll(full)
    for (int i = 0; i < FRAMES; i++) {
        if (at && read_frame(at, process, &frame, &symbol)) {
            int wanted = *counter * 64 + processor, *id = bpf_map_lookup_elem(&symbols, &symbol);
            if (!id) {
                bpf_map_update_elem(&symbols, &symbol, &zero, 0);
                id = bpf_map_lookup_elem(&symbols, &symbol);
                if (!id)
                    return 0;
            }
            if (*id == wanted)
                (*counter)++;
            event->stack[i] = *id;
            event->length = i + 1;
            at = frame.back;
        }
    }
    event->complete = !at;
    return bpf_perf_event_output(context, &output, 0, event, sizeof *event);
}

#define WALK(name) SEC("raw_tracepoint/" #name) int on_##name(void *context) { return walk(context); }
WALK(kfree_skb)
WALK(sched_switch)
WALK(sched_wakeup)
WALK(sched_process_exec)
WALK(sched_process_exit)
WALK(sched_process_fork)
WALK(signal_generate)
WALK(sys_enter)
WALK(sys_exit)
WALK(task_newtask)
WALK(task_rename)
WALK(sched_process_wait)
WALK(sched_process_free)
WALK(sched_stat_runtime)
WALK(sched_migrate_task)

char text[] SEC("license") = "GPL";
