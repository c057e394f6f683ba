namespace BpfGen;

/// <summary>
/// The types of eBPF link, with the kernel's values (<c>enum bpf_link_type</c> in <c>uapi/linux/bpf.h</c>). A link type says what the
/// program is attached to.
/// </summary>
#if BPFGEN_GENERATOR
internal
#else
public
#endif
enum LinkType
{
    /// <summary><c>BPF_LINK_TYPE_UNSPEC</c>: a link type that this version of BpfGen does not know.</summary>
    Unspecified = 0,

    /// <summary><c>BPF_LINK_TYPE_RAW_TRACEPOINT</c>: a raw tracepoint, by its name or its BTF id (tp_btf). Since Linux 5.5.</summary>
    RawTracepoint = 1,

    /// <summary><c>BPF_LINK_TYPE_TRACING</c>: a function of the kernel or a program: fentry, freplace, lsm …. Since Linux 5.5.</summary>
    Tracing = 2,

    /// <summary><c>BPF_LINK_TYPE_CGROUP</c>: a cgroup. Since Linux 5.7.</summary>
    Cgroup = 3,

    /// <summary><c>BPF_LINK_TYPE_ITER</c>: an iterator. Since Linux 5.8.</summary>
    Iterator = 4,

    /// <summary><c>BPF_LINK_TYPE_NETNS</c>: a network namespace. Since Linux 5.8.</summary>
    NetworkNamespace = 5,

    /// <summary><c>BPF_LINK_TYPE_XDP</c>: XDP on a network interface. Since Linux 5.9.</summary>
    Xdp = 6,

    /// <summary><c>BPF_LINK_TYPE_PERF_EVENT</c>: a perf event of a tracepoint, kprobe, uprobe or counter. Since Linux 5.15.</summary>
    PerfEvent = 7,

    /// <summary><c>BPF_LINK_TYPE_KPROBE_MULTI</c>: several functions of the kernel. Since Linux 5.18.</summary>
    KprobeMulti = 8,

    /// <summary><c>BPF_LINK_TYPE_STRUCT_OPS</c>: a struct of functions (<c>struct_ops</c>). Since Linux 6.4.</summary>
    StructOps = 9,

    /// <summary><c>BPF_LINK_TYPE_NETFILTER</c>: a netfilter hook. Since Linux 6.4.</summary>
    Netfilter = 10,

    /// <summary><c>BPF_LINK_TYPE_TCX</c>: traffic control on a network interface. Since Linux 6.6.</summary>
    Tcx = 11,

    /// <summary><c>BPF_LINK_TYPE_UPROBE_MULTI</c>: several locations in a user binary. Since Linux 6.6.</summary>
    UprobeMulti = 12,

    /// <summary><c>BPF_LINK_TYPE_NETKIT</c>: a netkit device. Since Linux 6.7.</summary>
    Netkit = 13,

    /// <summary><c>BPF_LINK_TYPE_SOCKMAP</c>: a map of sockets. Since Linux 6.10.</summary>
    SocketMap = 14,

    /// <summary><c>BPF_LINK_TYPE_TRACING_MULTI</c>: several functions of the kernel, by their BTF ids.</summary>
    TracingMulti = 15,
}
