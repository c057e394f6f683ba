using System.Runtime.InteropServices;

namespace BpfGen.Interop;

/// <summary>The attributes of <c>BPF_LINK_CREATE</c>. The fields from byte 16 on are a union with one member for each link type.</summary>
[StructLayout(LayoutKind.Explicit, Size = 64)]
internal struct LinkCreateAttributes
{
    /// <summary>The program, or the map of a <c>struct_ops</c>.</summary>
    [FieldOffset(0)]
    public int ProgramFd;

    /// <summary>The target: a cgroup, a network namespace, a perf event or another program.</summary>
    [FieldOffset(4)]
    public int TargetFd;

    /// <summary>For a target that is a network interface: the interface's index.</summary>
    [FieldOffset(4)]
    public int TargetInterface;

    [FieldOffset(8)]
    public uint AttachType;

    [FieldOffset(12)]
    public uint Flags;

    [FieldOffset(16)]
    public TracingLinkAttributes Tracing;

    [FieldOffset(16)]
    public IteratorLinkAttributes Iterator;

    /// <summary>For a perf event: the value that <c>bpf_get_attach_cookie()</c> returns in the program.</summary>
    [FieldOffset(16)]
    public ulong PerfEventCookie;

    [FieldOffset(16)]
    public KprobeMultiLinkAttributes KprobeMulti;

    [FieldOffset(16)]
    public UprobeMultiLinkAttributes UprobeMulti;

    [FieldOffset(16)]
    public NetfilterLinkAttributes Netfilter;

    /// <summary>For tcx, netkit and cgroups: the position among the attached programs.</summary>
    [FieldOffset(16)]
    public RelativeLinkAttributes Relative;
}

/// <summary>For programs that attach to a function by its BTF id (<c>fentry</c>, <c>freplace</c>).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct TracingLinkAttributes
{
    /// <summary>The BTF id of the function to trace or replace; 0 for the function that was given at load.</summary>
    public uint TargetBtfId;
    public uint Padding;
    public ulong Cookie;
}

/// <summary>For iterators: <c>union bpf_iter_link_info</c> and its size.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct IteratorLinkAttributes
{
    public ulong Info;
    public uint InfoSize;
}

/// <summary>For <c>kprobe.multi</c>: symbols or addresses, with one cookie for each.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct KprobeMultiLinkAttributes
{
    public uint Flags;
    public uint Count;
    public ulong Symbols;
    public ulong Addresses;
    public ulong Cookies;
}

/// <summary>For <c>uprobe.multi</c>: offsets in one file, with one counter and one cookie for each.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct UprobeMultiLinkAttributes
{
    public ulong Path;
    public ulong Offsets;
    public ulong ReferenceCounters;
    public ulong Cookies;
    public uint Count;
    public uint Flags;
    public int Pid;
    public int PathFd;
}

/// <summary>For netfilter links: the protocol family, the hook, and the priority among the programs of the hook.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NetfilterLinkAttributes
{
    public uint Family;
    public uint Hook;
    public int Priority;
    public uint Flags;
}

/// <summary>For hooks that run several programs in order: the position of the new program.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct RelativeLinkAttributes
{
    /// <summary>The program or link to attach next to: its file descriptor or its id, depending on the flags.</summary>
    public int FdOrId;
    public uint Padding;

    /// <summary>The expected revision of the hook's list of programs; 0 for any revision.</summary>
    public ulong ExpectedRevision;
}

/// <summary>The attributes of <c>BPF_LINK_UPDATE</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct LinkUpdateAttributes
{
    public int LinkFd;

    /// <summary>The program, or the map of a <c>struct_ops</c>.</summary>
    public int NewFd;
    public uint Flags;
    public int OldFd;
}

/// <summary>The attributes of <c>BPF_LINK_DETACH</c> and <c>BPF_ITER_CREATE</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct LinkAttributes
{
    public int LinkFd;
    public uint Flags;
}

/// <summary>The attributes of <c>BPF_RAW_TRACEPOINT_OPEN</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct RawTracepointAttributes
{
    /// <summary>The address of the tracepoint's name; 0 for a program that was loaded with the BTF id of its hook.</summary>
    public ulong Name;
    public int ProgramFd;
    public uint Padding;
    public ulong Cookie;
}

/// <summary><c>struct bpf_link_info</c>. The fields from byte 16 on are a union with one member for each link type.</summary>
[StructLayout(LayoutKind.Explicit, Size = 64)]
internal struct LinkInfoAttributes
{
    [FieldOffset(0)]
    public uint Type;

    [FieldOffset(4)]
    public uint Id;

    [FieldOffset(8)]
    public uint ProgramId;

    /// <summary>
    /// For tcx, netkit and XDP links: the index of the interface. For tracing links: the attach type. For network namespaces: the inode
    /// number. For struct_ops and socket maps: the map's id.
    /// </summary>
    [FieldOffset(16)]
    public uint First;

    /// <summary>For tcx, netkit, network namespaces and socket maps: the attach type.</summary>
    [FieldOffset(20)]
    public uint Second;

    /// <summary>For cgroups: the cgroup's id.</summary>
    [FieldOffset(16)]
    public ulong FirstWide;

    /// <summary>For cgroups: the attach type.</summary>
    [FieldOffset(24)]
    public uint Third;
}
