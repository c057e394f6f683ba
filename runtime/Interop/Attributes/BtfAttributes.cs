using System.Runtime.InteropServices;

namespace BpfGen.Interop;

/// <summary>The attributes of the commands <c>…_GET_NEXT_ID</c> and <c>…_GET_FD_BY_ID</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ObjectIdAttributes
{
    public uint Id;
    public uint NextId;
    public uint OpenFlags;
}

/// <summary><c>struct bpf_btf_info</c>. On entry, it has the buffers for the BTF and its name. On return, it has their sizes.</summary>
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
