using System.Runtime.InteropServices;

namespace BpfGen.Interop;

/// <summary>What the commands <c>…_GET_NEXT_ID</c> and <c>…_GET_FD_BY_ID</c> are given.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ObjectIdAttributes
{
    public uint Id;
    public uint NextId;
    public uint OpenFlags;
}

/// <summary><c>struct bpf_btf_info</c>: where to put the types and the name goes in, how long they are comes out.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct BtfInfo
{
    public ulong Btf;
    public uint BtfSize;
    public uint Id;
    public ulong Name;
    public uint NameLength;
    public uint IsKernel;
}
