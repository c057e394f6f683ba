namespace BpfGen;

/// <summary>Something of eBPF that a kernel has or does not have, and that is no type of map, type of program or helper.</summary>
public enum KernelFeature
{
    /// <summary>The kernel shows its own types (<c>CONFIG_DEBUG_INFO_BTF</c>).</summary>
    Btf,

    /// <summary>Programs refer to values in maps, which is what global variables are (Linux 5.2).</summary>
    GlobalData,

    /// <summary>The kernel resolves CO-RE relocations (Linux 5.17).</summary>
    CoreRelocations,

    /// <summary>Programs call functions of the kernel that are no helpers (Linux 5.13).</summary>
    Kfuncs,

    /// <summary>Programs may sleep (Linux 5.10).</summary>
    SleepablePrograms,

    /// <summary>XDP programs take packets in several buffers, <c>xdp.frags</c> (Linux 5.18).</summary>
    XdpFragments,

    /// <summary>Programs ask with which cookie they were attached (Linux 5.15).</summary>
    AttachCookies,

    /// <summary>Links of cgroups (Linux 5.7).</summary>
    CgroupLink,

    /// <summary>Links of network namespaces: <c>flow_dissector</c>, <c>sk_lookup</c> (Linux 5.8).</summary>
    NetworkNamespaceLink,

    /// <summary>Links of XDP (Linux 5.9).</summary>
    XdpLink,

    /// <summary>Links of perf events: kprobes, uprobes, tracepoints (Linux 5.15).</summary>
    PerfEventLink,

    /// <summary>Links of many functions of the kernel at once (Linux 5.18, with <c>CONFIG_FPROBE</c>).</summary>
    KprobeMultiLink,

    /// <summary>Links of <c>struct_ops</c> (Linux 6.4).</summary>
    StructOpsLink,

    /// <summary>Links of netfilter (Linux 6.4).</summary>
    NetfilterLink,

    /// <summary>Links of tcx (Linux 6.6).</summary>
    TcxLink,

    /// <summary>Links of many places in user binaries at once (Linux 6.6).</summary>
    UprobeMultiLink,

    /// <summary>Links of netkit devices (Linux 6.7, with <c>CONFIG_NETKIT</c>).</summary>
    NetkitLink,
}
