// A program on an LSM hook for the processes of one cgroup (Linux 6.0). It rejects every bind of a socket.
#include "../include/bpf.h"

__u64 binds;

SEC("lsm_cgroup/socket_bind") int refuse(__u64 *arguments)
{
    __sync_fetch_and_add(&binds, 1);
    return 0;
}

char LICENSE[] SEC("license") = "GPL";
