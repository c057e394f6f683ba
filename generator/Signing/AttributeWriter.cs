using System;
using System.Buffers.Binary;
using BpfGen.Wire;

namespace BpfGen.Generator.Signing;

/// <summary>Writes the attributes of a command of <c>bpf(2)</c> (<c>union bpf_attr</c>) into the data of a loader program.</summary>
/// <param name="blob">The data.</param>
/// <param name="size">The size of the attributes in bytes.</param>
internal readonly struct AttributeWriter(LoaderBlob blob, int size)
{
    /// <summary>The size of the attributes of <c>BPF_MAP_CREATE</c>, with <c>map_extra</c> as the last.</summary>
    public const int MapSize = 72;

    /// <summary>The size of the attributes of <c>BPF_MAP_UPDATE_ELEM</c>.</summary>
    public const int ElementSize = 32;

    /// <summary>The size of the attributes of <c>BPF_PROG_LOAD</c>, with <c>core_relo_rec_size</c> as the last.</summary>
    public const int ProgramSize = 140;

    /// <summary>The size of the attributes of <c>BPF_BTF_LOAD</c>, with <c>btf_log_level</c> as the last.</summary>
    public const int BtfSize = 28;

    /// <summary>The size of the attributes of <c>BPF_MAP_FREEZE</c>.</summary>
    public const int FreezeSize = 4;

    /// <summary>The offset of the attributes in the data.</summary>
    public int Start { get; } = blob.Reserve(size);

    public int Size => size;

    /// <summary>The offset of an attribute in the data.</summary>
    public int At(int offset) => Start + offset;

    public void Set(int offset, uint value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        blob.Write(At(offset), bytes);
    }

    public void SetName(int offset, string name, string? section)
    {
        Span<byte> bytes = stackalloc byte[KernelNames.Size];
        bytes.Clear();
        KernelNames.Write(bytes, name, section);
        blob.Write(At(offset), bytes);
    }
}
