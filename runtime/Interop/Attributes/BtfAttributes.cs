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

/// <summary>
/// <c>struct bpf_btf_info</c>. On entry, the struct has the buffers for the BTF and for its name. On return, it has the sizes of the BTF
/// and of the name.
/// </summary>
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
