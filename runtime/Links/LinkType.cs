namespace BpfGen;

/// <summary>
/// The kind of hook of a <see cref="KernelLink"/>: <c>enum bpf_link_type</c> of the kernel's <c>uapi/linux/bpf.h</c>, with the kernel's
/// values.
/// </summary>
public enum LinkType
{
    /// <summary>Unspecified (<c>BPF_LINK_TYPE_UNSPEC</c>).</summary>
    Unspecified = 0,

    /// <summary>A raw tracepoint, by its name or its BTF id (<c>tp_btf</c>).</summary>
    RawTracepoint = 1,

    /// <summary>A function of the kernel or of another program, by its BTF id: fentry, fexit, fmod_ret, freplace, lsm.</summary>
    Tracing = 2,

    /// <summary>A cgroup.</summary>
    Cgroup = 3,

    /// <summary>An iterator.</summary>
    Iterator = 4,

    /// <summary>A network namespace.</summary>
    NetworkNamespace = 5,

    /// <summary>XDP on a network interface.</summary>
    Xdp = 6,

    /// <summary>A perf event: a tracepoint, kprobe, uprobe, or counter.</summary>
    PerfEvent = 7,

    /// <summary>Many kernel functions, by kprobes.</summary>
    KprobeMulti = 8,

    /// <summary>A struct of functions (struct_ops).</summary>
    StructOps = 9,

    /// <summary>A netfilter hook.</summary>
    Netfilter = 10,

    /// <summary>Traffic control (tcx) on a network interface.</summary>
    Tcx = 11,

    /// <summary>Many functions or instructions of a user-space binary, by uprobes.</summary>
    UprobeMulti = 12,

    /// <summary>A netkit device.</summary>
    Netkit = 13,

    /// <summary>A map of sockets.</summary>
    SocketMap = 14,

    /// <summary>Many kernel functions, by their BTF ids.</summary>
    TracingMulti = 15,
}
