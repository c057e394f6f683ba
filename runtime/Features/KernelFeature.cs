namespace BpfGen;

/// <summary>A feature of the kernel's eBPF that is not a map type, a program type or a helper.</summary>
public enum KernelFeature
{
    /// <summary>The kernel provides its own types as BTF (<c>CONFIG_DEBUG_INFO_BTF</c>).</summary>
    Btf,

    /// <summary>Programs can access map values directly, which global variables require (Linux 5.2).</summary>
    GlobalData,

    /// <summary>The kernel resolves CO-RE relocations (Linux 5.17).</summary>
    CoreRelocations,

    /// <summary>Programs can call kernel functions that are not helpers, kfuncs (Linux 5.13).</summary>
    Kfuncs,

    /// <summary>Programs can be sleepable (Linux 5.10).</summary>
    SleepablePrograms,

    /// <summary>XDP programs can handle packets in several buffers, <c>xdp.frags</c> (Linux 5.18).</summary>
    XdpFragments,

    /// <summary>Programs can read the cookie that they were attached with (Linux 5.15).</summary>
    AttachCookies,

    /// <summary>Links to cgroups (Linux 5.7).</summary>
    CgroupLink,

    /// <summary>Links to network namespaces: <c>flow_dissector</c>, <c>sk_lookup</c> (Linux 5.8).</summary>
    NetworkNamespaceLink,

    /// <summary>Links of XDP programs to interfaces (Linux 5.9).</summary>
    XdpLink,

    /// <summary>Links to perf events: kprobes, uprobes, tracepoints (Linux 5.15).</summary>
    PerfEventLink,

    /// <summary>Links to many kernel functions at once, <c>kprobe.multi</c> (Linux 5.18, with <c>CONFIG_FPROBE</c>).</summary>
    KprobeMultiLink,

    /// <summary>Links of <c>struct_ops</c> maps (Linux 6.4).</summary>
    StructOpsLink,

    /// <summary>Links to netfilter hooks (Linux 6.4).</summary>
    NetfilterLink,

    /// <summary>Links to interfaces by tcx (Linux 6.6).</summary>
    TcxLink,

    /// <summary>Links to many locations of a user-space binary at once, <c>uprobe.multi</c> (Linux 6.6).</summary>
    UprobeMultiLink,

    /// <summary>Links to netkit devices (Linux 6.7, with <c>CONFIG_NETKIT</c>).</summary>
    NetkitLink,

    /// <summary>
    /// The kernel verifies signatures of programs, which signed objects require (Linux 6.18, with <c>CONFIG_SYSTEM_DATA_VERIFICATION</c>).
    /// </summary>
    ProgramSignatures,
}
