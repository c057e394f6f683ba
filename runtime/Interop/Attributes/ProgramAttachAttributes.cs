using System.Runtime.InteropServices;

namespace BpfGen.Interop;

/// <summary>What <c>BPF_PROG_ATTACH</c> and <c>BPF_PROG_DETACH</c> are given.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ProgramAttachAttributes
{
    /// <summary>A cgroup, a map of sockets, a device; or the index of a network interface.</summary>
    public int Target;
    public int ProgramFd;
    public uint AttachType;
    public uint Flags;
    public int ReplacedFd;

    /// <summary>The id of the program or link to stand beside.</summary>
    public uint RelativeId;
    public ulong ExpectedRevision;
}

/// <summary>What <c>BPF_PROG_QUERY</c> is given.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ProgramQueryAttributes
{
    /// <summary>A cgroup, a network namespace, a map of sockets; or the index of a network interface.</summary>
    public int Target;
    public uint AttachType;
    public uint QueryFlags;
    public uint AttachFlags;
    public ulong ProgramIds;

    /// <summary>How many ids there is room for, and then how many there are.</summary>
    public uint Count;
    public uint Padding;
    public ulong ProgramAttachFlags;
    public ulong LinkIds;
    public ulong LinkAttachFlags;
    public ulong Revision;
}
