using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace BpfGen.Interop;

/// <summary>The name of a map or program in the kernel: at most 15 characters and a zero byte.</summary>
[InlineArray(16)]
internal struct KernelObjectName
{
    private byte _first;

    /// <summary>The name up to its zero byte.</summary>
    public override readonly string ToString()
    {
        ReadOnlySpan<byte> bytes = this;
        var end = bytes.IndexOf((byte)0);
        return Encoding.ASCII.GetString(end < 0 ? bytes : bytes[..end]);
    }

    /// <summary>The name's characters; what does not fit, or the kernel takes in no name, never gets here: the generator sees to that.</summary>
    public static KernelObjectName Of(string name)
    {
        var result = default(KernelObjectName);
        for (var i = 0; i < name.Length && i < 15; i++)
        {
            result[i] = (byte)(name[i] < 128 && (char.IsAsciiLetterOrDigit(name[i]) || name[i] is '_' or '.') ? name[i] : '_');
        }

        return result;
    }
}

/// <summary>What <c>BPF_MAP_CREATE</c> is given.</summary>
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

    /// <summary>The BTF of the module that the kernel's type is in, where the flags say so.</summary>
    public int KernelValueFd;
    public int TokenFd;
}

/// <summary>What the commands on single elements of a map are given.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct MapElementAttributes
{
    public int MapFd;
    public uint Padding;
    public ulong Key;

    /// <summary>The value, or the place for the next key.</summary>
    public ulong Value;
    public ulong Flags;
}

/// <summary>An entry of a map of instructions (<c>struct bpf_insn_array_value</c>).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct InstructionArrayValue
{
    /// <summary>The instruction in the program as it is loaded.</summary>
    public uint Original;

    /// <summary>Where the verifier has moved it.</summary>
    public uint Translated;

    /// <summary>Where its machine code is.</summary>
    public uint Jited;

    public uint Padding;
}

/// <summary>What the commands on many elements of a map are given.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct MapBatchAttributes
{
    /// <summary>Where to go on; none for the beginning.</summary>
    public ulong From;

    /// <summary>Takes where to go on the next time.</summary>
    public ulong To;
    public ulong Keys;
    public ulong Values;

    /// <summary>How many there is room for, and then how many there were.</summary>
    public uint Count;
    public int MapFd;
    public ulong ElementFlags;
    public ulong Flags;
}

/// <summary>What <c>BPF_BTF_LOAD</c> is given.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct BtfLoadAttributes
{
    public ulong Btf;
    public ulong LogBuffer;
    public uint Size;
    public uint LogSize;
    public uint LogLevel;
    public uint Padding;
}

/// <summary>What <c>BPF_PROG_LOAD</c> is given. A kernel that does not know the end of it takes it where that is zero.</summary>
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
}

/// <summary>What <c>BPF_OBJ_PIN</c> and <c>BPF_OBJ_GET</c> are given.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PinAttributes
{
    public ulong Path;
    public int Fd;
    public uint Flags;
}

/// <summary>What <c>BPF_OBJ_GET_INFO_BY_FD</c> is given.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct InfoAttributes
{
    public int Fd;
    public uint Size;
    public ulong Info;
}

/// <summary>The beginning of <c>struct bpf_map_info</c>. A kernel that does not know the end of it leaves that zero.</summary>
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

/// <summary>What is read of <c>struct bpf_prog_info</c>. A kernel that does not know the end of it leaves that zero.</summary>
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
