using System.Runtime.InteropServices;

namespace BpfGen.Interop;

/// <summary>What <c>BPF_LINK_CREATE</c> is given. From byte 16 on each kind of link has its own fields, over one another.</summary>
[StructLayout(LayoutKind.Explicit, Size = 64)]
internal struct LinkCreateAttributes
{
    /// <summary>The program, or the map of a <c>struct_ops</c>.</summary>
    [FieldOffset(0)]
    public int ProgramFd;

    /// <summary>What it is attached to: a cgroup, a network namespace, a perf event, another program.</summary>
    [FieldOffset(4)]
    public int TargetFd;

    /// <summary>Or the network interface.</summary>
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

    /// <summary>What <c>bpf_get_attach_cookie()</c> answers in a program on a perf event.</summary>
    [FieldOffset(16)]
    public ulong PerfEventCookie;

    [FieldOffset(16)]
    public KprobeMultiLinkAttributes KprobeMulti;

    [FieldOffset(16)]
    public UprobeMultiLinkAttributes UprobeMulti;

    [FieldOffset(16)]
    public NetfilterLinkAttributes Netfilter;

    /// <summary>For tcx, netkit and cgroups: the place among the programs that are there.</summary>
    [FieldOffset(16)]
    public RelativeLinkAttributes Relative;
}

/// <summary>For programs bound to a function by its BTF id.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct TracingLinkAttributes
{
    /// <summary>The function of the program that is traced or replaced; 0 for that of the load.</summary>
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

/// <summary>For <c>kprobe.multi</c>: symbols or addresses, and a cookie each.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct KprobeMultiLinkAttributes
{
    public uint Flags;
    public uint Count;
    public ulong Symbols;
    public ulong Addresses;
    public ulong Cookies;
}

/// <summary>For <c>uprobe.multi</c>: offsets in one file, and a counter and a cookie each.</summary>
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

/// <summary>For netfilter.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NetfilterLinkAttributes
{
    public uint Family;
    public uint Hook;
    public int Priority;
    public uint Flags;
}

/// <summary>For hooks that take programs in an order.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct RelativeLinkAttributes
{
    /// <summary>The file descriptor or the id, as the flags say, of the program or link to stand beside.</summary>
    public int FdOrId;
    public uint Padding;

    /// <summary>The revision of the hook that the caller has seen; 0 for any.</summary>
    public ulong ExpectedRevision;
}

/// <summary>What <c>BPF_LINK_UPDATE</c> is given.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct LinkUpdateAttributes
{
    public int LinkFd;

    /// <summary>The program, or the map of a <c>struct_ops</c>.</summary>
    public int NewFd;
    public uint Flags;
    public int OldFd;
}

/// <summary>What <c>BPF_LINK_DETACH</c> and <c>BPF_ITER_CREATE</c> are given.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct LinkAttributes
{
    public int LinkFd;
    public uint Flags;
}

/// <summary>What <c>BPF_RAW_TRACEPOINT_OPEN</c> is given.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct RawTracepointAttributes
{
    /// <summary>The tracepoint's name; 0 for a program that is bound by its BTF id.</summary>
    public ulong Name;
    public int ProgramFd;
    public uint Padding;
    public ulong Cookie;
}

/// <summary><c>struct bpf_link_info</c>; from byte 16 on each type has its own fields, over one another.</summary>
[StructLayout(LayoutKind.Explicit, Size = 64)]
internal struct LinkInfoAttributes
{
    [FieldOffset(0)]
    public uint Type;

    [FieldOffset(4)]
    public uint Id;

    [FieldOffset(8)]
    public uint ProgramId;

    /// <summary>Of tcx, netkit and XDP: the interface; of tracing: the attach type; of netns: its inode; of struct_ops and maps of sockets: the map.</summary>
    [FieldOffset(16)]
    public uint First;

    /// <summary>Of tcx, netkit, netns and maps of sockets: the attach type.</summary>
    [FieldOffset(20)]
    public uint Second;

    /// <summary>Of cgroups: which one.</summary>
    [FieldOffset(16)]
    public ulong FirstWide;

    /// <summary>Of cgroups: the attach type.</summary>
    [FieldOffset(24)]
    public uint Third;
}
