using System.Runtime.InteropServices;

namespace BpfGen.Interop;

/// <summary>The attributes of <c>BPF_PROG_ATTACH</c> and <c>BPF_PROG_DETACH</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ProgramAttachAttributes
{
    /// <summary>The target: the descriptor of a cgroup, socket map or device, or the index of a network interface.</summary>
    public int Target;
    public int ProgramFd;
    public uint AttachType;
    public uint Flags;
    public int ReplacedFd;

    /// <summary>The id of the program or link to attach next to.</summary>
    public uint RelativeId;
    public ulong ExpectedRevision;
}

/// <summary>The attributes of <c>BPF_PROG_QUERY</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ProgramQueryAttributes
{
    /// <summary>The target: the descriptor of a cgroup, network namespace or socket map, or the index of a network interface.</summary>
    public int Target;
    public uint AttachType;
    public uint QueryFlags;
    public uint AttachFlags;
    public ulong ProgramIds;

    /// <summary>On entry, the space for ids. On return, the number of programs.</summary>
    public uint Count;
    public uint Padding;
    public ulong ProgramAttachFlags;
    public ulong LinkIds;
    public ulong LinkAttachFlags;
    public ulong Revision;
}
