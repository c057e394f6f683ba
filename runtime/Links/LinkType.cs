namespace BpfGen;

/// <summary>What a <see cref="KernelLink"/> attaches to: <c>enum bpf_link_type</c> of the kernel's <c>uapi/linux/bpf.h</c>, with the kernel's values.</summary>
public enum LinkType
{
    /// <summary>None that this version knows.</summary>
    Unspecified = 0,

    /// <summary>A raw tracepoint, by its name or its BTF id (tp_btf).</summary>
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

    /// <summary>A perf event: a tracepoint, a kprobe, an uprobe, a counter.</summary>
    PerfEvent = 7,

    /// <summary>Functions of the kernel, many at once.</summary>
    KprobeMulti = 8,

    /// <summary>A struct of functions.</summary>
    StructOps = 9,

    /// <summary>A netfilter hook.</summary>
    Netfilter = 10,

    /// <summary>Traffic control on a network interface.</summary>
    Tcx = 11,

    /// <summary>Places of a binary, many at once.</summary>
    UprobeMulti = 12,

    /// <summary>A netkit device.</summary>
    Netkit = 13,

    /// <summary>A map of sockets.</summary>
    SocketMap = 14,

    /// <summary>Functions of the kernel by their BTF ids, many at once.</summary>
    TracingMulti = 15,
}
