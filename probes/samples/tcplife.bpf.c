// tcplife: TCP connections when they end: their process, duration, and bytes sent and received.
#include "../include/bpf.h"

static long (*bpf_map_delete_elem)(void *map, const void *key) = (void *)3;
static __u64 (*bpf_get_current_pid_tgid)(void) = (void *)14;
static long (*bpf_get_current_comm)(void *to, __u32 size) = (void *)16;
static long (*bpf_probe_read_kernel)(void *to, __u32 size, const void *from) = (void *)113;
static void *(*bpf_ringbuf_reserve)(void *ring, __u64 size, __u64 flags) = (void *)131;
static void (*bpf_ringbuf_submit)(void *record, __u64 flags) = (void *)132;

#define IPPROTO_TCP 6

// The states of a TCP connection, from the kernel's net/tcp_states.h.
enum { TCP_ESTABLISHED = 1, TCP_SYN_SENT, TCP_SYN_RECV, TCP_FIN_WAIT1, TCP_CLOSE = 7, TCP_LAST_ACK = 9 };

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct tcp_sock {
    __u64 bytes_acked;
    __u64 bytes_received;
};

#pragma clang attribute pop

const volatile __u32 wanted_process;
const volatile __u16 wanted_local_port;
const volatile __u16 wanted_remote_port;
const volatile __u64 least_duration;

__u64 lost;

struct event {
    __u64 timestamp;
    __u64 duration;
    __u64 sent;
    __u64 received;
    int pid;
    __u16 local_port;
    __u16 remote_port;
    char command[16];
    // The addresses. IPv4 addresses are stored as IPv4-mapped IPv6 addresses.
    __u8 local[16];
    __u8 remote[16];
};

struct connection {
    __u64 start;
    int pid;
    int reserved;
    char command[16];
};

// Open connections, by the address of the socket.
struct {
    __uint(type, BPF_MAP_TYPE_LRU_HASH);
    __uint(max_entries, 16384);
    __type(key, __u64);
    __type(value, struct connection);
} connections SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_RINGBUF);
    __uint(max_entries, 256 * 1024);
    __type(value, struct event);
} events SEC(".maps");

struct set_state {
    __u64 common;
    struct tcp_sock *socket;
    int old_state;
    int new_state;
    __u16 local_port;
    __u16 remote_port;
    __u16 family;
    __u16 protocol;
    __u8 local4[4];
    __u8 remote4[4];
    __u8 local[16];
    __u8 remote[16];
};

static void identify(struct connection *connection)
{
    connection->pid = bpf_get_current_pid_tgid() >> 32;
    bpf_get_current_comm(connection->command, sizeof(connection->command));
}

static int is_wanted(struct set_state *context, struct connection *connection, __u64 duration)
{
    return duration >= least_duration && (!wanted_process || wanted_process == connection->pid)
        && (!wanted_local_port || wanted_local_port == context->local_port)
        && (!wanted_remote_port || wanted_remote_port == context->remote_port);
}

static void report(struct set_state *context, struct connection *connection)
{
    __u64 now = bpf_ktime_get_ns();
    __u64 duration = now - connection->start;
    if (!connection->pid)
        identify(connection);
    if (!is_wanted(context, connection, duration))
        return;

    struct event *event = bpf_ringbuf_reserve(&events, sizeof(*event), 0);
    if (!event) {
        __sync_fetch_and_add(&lost, 1);
        return;
    }

    event->timestamp = now;
    event->duration = duration;
    bpf_probe_read_kernel(&event->sent, sizeof(event->sent), &context->socket->bytes_acked);
    bpf_probe_read_kernel(&event->received, sizeof(event->received), &context->socket->bytes_received);
    event->pid = connection->pid;
    event->local_port = context->local_port;
    event->remote_port = context->remote_port;
    __builtin_memcpy(event->command, connection->command, sizeof(event->command));
    __builtin_memcpy(event->local, context->local, sizeof(event->local));
    __builtin_memcpy(event->remote, context->remote, sizeof(event->remote));
    bpf_ringbuf_submit(event, 0);
}

SEC("tp/sock/inet_sock_set_state") int on_state(struct set_state *context)
{
    if (context->protocol != IPPROTO_TCP)
        return 0;

    __u64 socket = (__u64)context->socket;
    int state = context->new_state;
    struct connection *known = bpf_map_lookup_elem(&connections, &socket);
    if (state == TCP_CLOSE) {
        if (known) {
            report(context, known);
            bpf_map_delete_elem(&connections, &socket);
        }
    } else if (!known && (state == TCP_SYN_SENT || state == TCP_SYN_RECV || state == TCP_ESTABLISHED)) {
        struct connection connection = { .start = bpf_ktime_get_ns() };
        if (state == TCP_SYN_SENT)
            identify(&connection);
        bpf_map_update_elem(&connections, &socket, &connection, 0);
    } else if (known && !known->pid && (state == TCP_FIN_WAIT1 || state == TCP_LAST_ACK)) {
        // The process itself closes a connection, so it is the current process here. An incoming connection is established in an interrupt, in any process.
        identify(known);
    }

    return 0;
}

char _license[] SEC("license") = "GPL";
