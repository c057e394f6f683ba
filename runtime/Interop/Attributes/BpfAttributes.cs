using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using BpfGen.Wire;

namespace BpfGen.Interop;

/// <summary>The name of a map or program in the kernel: at most 15 characters and a zero byte.</summary>
[InlineArray(KernelNames.Size)]
internal struct KernelObjectName
{
    private byte _first;

    /// <summary>Returns the name without its zero byte.</summary>
    public override readonly string ToString()
    {
        ReadOnlySpan<byte> bytes = this;
        var end = bytes.IndexOf((byte)0);
        return Encoding.ASCII.GetString(end < 0 ? bytes : bytes[..end]);
    }

    /// <summary>
    /// Cuts a name to 15 characters, as libbpf does, and replaces every character that the kernel rejects with an underscore.
    /// </summary>
    /// <param name="name">The whole name.</param>
    public static KernelObjectName Of(string name) => Of(name, section: null);

    /// <summary>
    /// Cuts a map's name to 15 characters: see <see cref="KernelNames.Write(Span{byte}, string, string?)"/>.
    /// </summary>
    /// <param name="name">The whole name.</param>
    /// <param name="section">The section's name, with which the whole name ends; null for other maps.</param>
    public static KernelObjectName Of(string name, string? section)
    {
        var result = default(KernelObjectName);
        KernelNames.Write(result, name, section);
        return result;
    }
}

/// <summary>The attributes of <c>BPF_MAP_CREATE</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct MapCreateAttributes
{
    public uint Type;
    public uint KeySize;
    public uint ValueSize;
    public uint MaxEntries;
    public uint Flags;
    public int InnerMapFd;
    public uint NumaNode;
    public KernelObjectName Name;
    public uint InterfaceIndex;
    public int BtfFd;
    public uint BtfKeyType;
    public uint BtfValueType;
    public uint KernelValueType;
    public ulong Extra;

    /// <summary>
    /// For struct_ops: the BTF of the module that defines the kernel type. Used only with the flag <c>BPF_F_VTYPE_BTF_OBJ_FD</c>.
    /// </summary>
    public int KernelValueFd;
    public int TokenFd;
}

/// <summary>The attributes of the commands on single elements of a map.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct MapElementAttributes
{
    public int MapFd;
    public uint Padding;
    public ulong Key;

    /// <summary>The address of the value, or of the space for the next key.</summary>
    public ulong Value;
    public ulong Flags;
}

/// <summary>An entry of an instruction array map (<c>struct bpf_insn_array_value</c>).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct InstructionArrayValue
{
    /// <summary>The index of the instruction in the program as user space loaded it.</summary>
    public uint Original;

    /// <summary>The index of the instruction after the verifier rewrote the program.</summary>
    public uint Translated;

    /// <summary>The offset of the instruction's machine code, in bytes from the start of the program's machine code.</summary>
    public uint Jited;

    public uint Padding;
}

/// <summary>The attributes of the batch commands on a map.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct MapBatchAttributes
{
    /// <summary>The address of the position to continue from; 0 to start at the beginning.</summary>
    public ulong From;

    /// <summary>The address that receives the position for the next call.</summary>
    public ulong To;
    public ulong Keys;
    public ulong Values;

    /// <summary>On entry, the number of elements or the available space. On return, the number of elements processed.</summary>
    public uint Count;
    public int MapFd;
    public ulong ElementFlags;
    public ulong Flags;
}

/// <summary>The attributes of <c>BPF_BTF_LOAD</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct BtfLoadAttributes
{
    public ulong Btf;
    public ulong LogBuffer;
    public uint Size;
    public uint LogSize;
    public uint LogLevel;
    public uint LogTrueSize;
    public uint Flags;
    public int TokenFd;
}

/// <summary>The attributes of <c>BPF_TOKEN_CREATE</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct TokenCreateAttributes
{
    public uint Flags;
    public int FileSystemFd;
}

/// <summary>
/// The attributes of <c>BPF_PROG_LOAD</c>. Older kernels accept unsupported fields at the end of the struct if these fields are zero.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ProgramLoadAttributes
{
    public uint Type;
    public uint InstructionCount;
    public ulong Instructions;
    public ulong License;
    public uint LogLevel;
    public uint LogSize;
    public ulong LogBuffer;
    public uint KernelVersion;
    public uint Flags;
    public KernelObjectName Name;
    public uint InterfaceIndex;
    public uint ExpectedAttachType;
    public int BtfFd;
    public uint FunctionRecordSize;
    public ulong Functions;
    public uint FunctionCount;
    public uint LineRecordSize;
    public ulong Lines;
    public uint LineCount;
    public uint AttachBtfId;
    public int AttachFd;
    public uint CoreRelocationCount;
    public ulong FdArray;
    public ulong CoreRelocations;
    public uint CoreRelocationRecordSize;
    public uint LogTrueSize;
    public int TokenFd;

    /// <summary>
    /// The count of the descriptors in <see cref="FdArray"/> that the kernel binds to the program; 0 if only its instructions use them.
    /// </summary>
    public uint FdArrayCount;
}

/// <summary>The attributes of <c>BPF_OBJ_PIN</c> and <c>BPF_OBJ_GET</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PinAttributes
{
    public ulong Path;
    public int Fd;
    public uint Flags;
}

/// <summary>The attributes of <c>BPF_OBJ_GET_INFO_BY_FD</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct InfoAttributes
{
    public int Fd;
    public uint Size;
    public ulong Info;
}

/// <summary>The first fields of <c>struct bpf_map_info</c>. Fields that the running kernel does not support stay zero.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct MapInfo
{
    public uint Type;
    public uint Id;
    public uint KeySize;
    public uint ValueSize;
    public uint MaxEntries;
    public uint Flags;
    public KernelObjectName Name;
    public uint InterfaceIndex;
    public uint KernelValueType;
    public ulong NetworkNamespaceDevice;
    public ulong NetworkNamespaceInode;
    public uint BtfId;
    public uint BtfKeyType;
    public uint BtfValueType;
    public uint KernelBtfId;
    public ulong Extra;
}

/// <summary>The used fields of <c>struct bpf_prog_info</c>. Fields that the running kernel does not support stay zero.</summary>
[StructLayout(LayoutKind.Explicit, Size = 232)]
internal struct ProgramInfo
{
    [FieldOffset(0)]
    public uint Type;

    [FieldOffset(4)]
    public uint Id;

    [FieldOffset(8)]
    public ulong Tag;

    [FieldOffset(16)]
    public uint JitedSize;

    [FieldOffset(20)]
    public uint TranslatedSize;

    [FieldOffset(40)]
    public ulong LoadTime;

    [FieldOffset(48)]
    public uint CreatedBy;

    [FieldOffset(52)]
    public uint MapCount;

    [FieldOffset(56)]
    public ulong MapIds;

    [FieldOffset(64)]
    public KernelObjectName Name;

    [FieldOffset(84)]
    public uint IsGplCompatible;

    [FieldOffset(128)]
    public uint BtfId;

    [FieldOffset(132)]
    public uint FunctionRecordSize;

    [FieldOffset(136)]
    public ulong Functions;

    [FieldOffset(144)]
    public uint FunctionCount;

    [FieldOffset(192)]
    public ulong RunTime;

    [FieldOffset(200)]
    public ulong RunCount;

    [FieldOffset(208)]
    public ulong RecursionMisses;

    [FieldOffset(216)]
    public uint VerifiedInstructions;

    [FieldOffset(224)]
    public uint AttachBtfId;
}
