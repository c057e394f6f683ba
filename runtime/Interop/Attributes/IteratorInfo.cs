using System.Runtime.InteropServices;

namespace BpfGen.Interop;

/// <summary><c>union bpf_iter_link_info</c>: the objects that an iterator visits.</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
internal struct IteratorInfo
{
    [FieldOffset(0)]
    public int MapFd;

    [FieldOffset(0)]
    public uint CgroupOrder;

    [FieldOffset(4)]
    public int CgroupFd;

    [FieldOffset(0)]
    public int TaskTid;

    [FieldOffset(4)]
    public int TaskPid;
}
