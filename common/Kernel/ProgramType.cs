namespace BpfGen;

/// <summary>
/// The types of eBPF program, with the kernel's values (<c>enum bpf_prog_type</c> in <c>uapi/linux/bpf.h</c>).
/// </summary>
#if BPFGEN_GENERATOR
internal
#else
public
#endif
enum ProgramType : uint
{
    /// <summary><c>BPF_PROG_TYPE_UNSPEC</c>: no program type. The kernel rejects it.</summary>
    Unspecified = 0,

    /// <summary><c>BPF_PROG_TYPE_SOCKET_FILTER</c>. Since Linux 3.19.</summary>
    SocketFilter = 1,

    /// <summary><c>BPF_PROG_TYPE_KPROBE</c>. Since Linux 4.1.</summary>
    Kprobe = 2,

    /// <summary><c>BPF_PROG_TYPE_SCHED_CLS</c>. Since Linux 4.1.</summary>
    SchedCls = 3,

    /// <summary><c>BPF_PROG_TYPE_SCHED_ACT</c>. Since Linux 4.1.</summary>
    SchedAct = 4,

    /// <summary><c>BPF_PROG_TYPE_TRACEPOINT</c>. Since Linux 4.7.</summary>
    Tracepoint = 5,

    /// <summary><c>BPF_PROG_TYPE_XDP</c>. Since Linux 4.8.</summary>
    Xdp = 6,

    /// <summary><c>BPF_PROG_TYPE_PERF_EVENT</c>. Since Linux 4.9.</summary>
    PerfEvent = 7,

    /// <summary><c>BPF_PROG_TYPE_CGROUP_SKB</c>. Since Linux 4.10.</summary>
    CgroupSkb = 8,

    /// <summary><c>BPF_PROG_TYPE_CGROUP_SOCK</c>. Since Linux 4.10.</summary>
    CgroupSock = 9,

    /// <summary><c>BPF_PROG_TYPE_LWT_IN</c>. Since Linux 4.10.</summary>
    LwtIn = 10,

    /// <summary><c>BPF_PROG_TYPE_LWT_OUT</c>. Since Linux 4.10.</summary>
    LwtOut = 11,

    /// <summary><c>BPF_PROG_TYPE_LWT_XMIT</c>. Since Linux 4.10.</summary>
    LwtXmit = 12,

    /// <summary><c>BPF_PROG_TYPE_SOCK_OPS</c>. Since Linux 4.13.</summary>
    SockOps = 13,

    /// <summary><c>BPF_PROG_TYPE_SK_SKB</c>. Since Linux 4.14.</summary>
    SkSkb = 14,

    /// <summary><c>BPF_PROG_TYPE_CGROUP_DEVICE</c>. Since Linux 4.15.</summary>
    CgroupDevice = 15,

    /// <summary><c>BPF_PROG_TYPE_SK_MSG</c>. Since Linux 4.17.</summary>
    SkMsg = 16,

    /// <summary><c>BPF_PROG_TYPE_RAW_TRACEPOINT</c>. Since Linux 4.17.</summary>
    RawTracepoint = 17,

    /// <summary><c>BPF_PROG_TYPE_CGROUP_SOCK_ADDR</c>. Since Linux 4.17.</summary>
    CgroupSockAddr = 18,

    /// <summary><c>BPF_PROG_TYPE_LWT_SEG6LOCAL</c>. Since Linux 4.18.</summary>
    LwtSeg6local = 19,

    /// <summary><c>BPF_PROG_TYPE_LIRC_MODE2</c>. Since Linux 4.18.</summary>
    LircMode2 = 20,

    /// <summary><c>BPF_PROG_TYPE_SK_REUSEPORT</c>. Since Linux 4.19.</summary>
    SkReusePort = 21,

    /// <summary><c>BPF_PROG_TYPE_FLOW_DISSECTOR</c>. Since Linux 4.20.</summary>
    FlowDissector = 22,

    /// <summary><c>BPF_PROG_TYPE_CGROUP_SYSCTL</c>. Since Linux 5.2.</summary>
    CgroupSysctl = 23,

    /// <summary><c>BPF_PROG_TYPE_RAW_TRACEPOINT_WRITABLE</c>. Since Linux 5.2.</summary>
    RawTracepointWritable = 24,

    /// <summary><c>BPF_PROG_TYPE_CGROUP_SOCKOPT</c>. Since Linux 5.3.</summary>
    CgroupSockopt = 25,

    /// <summary><c>BPF_PROG_TYPE_TRACING</c>. Since Linux 5.5.</summary>
    Tracing = 26,

    /// <summary><c>BPF_PROG_TYPE_STRUCT_OPS</c>. Since Linux 5.6.</summary>
    StructOps = 27,

    /// <summary><c>BPF_PROG_TYPE_EXT</c>. Since Linux 5.6.</summary>
    Extension = 28,

    /// <summary><c>BPF_PROG_TYPE_LSM</c>. Since Linux 5.7.</summary>
    Lsm = 29,

    /// <summary><c>BPF_PROG_TYPE_SK_LOOKUP</c>. Since Linux 5.9.</summary>
    SkLookup = 30,

    /// <summary><c>BPF_PROG_TYPE_SYSCALL</c>. Since Linux 5.14.</summary>
    Syscall = 31,

    /// <summary><c>BPF_PROG_TYPE_NETFILTER</c>. Since Linux 6.4.</summary>
    Netfilter = 32,
}
