using System;
using System.Buffers.Binary;
using BpfGen.Generator.Diagnostics;

namespace BpfGen.Generator.Elf;

/// <summary>The bytes of an object file, and their byte order.</summary>
/// <param name="bytes">The bytes.</param>
/// <param name="isLittleEndian">Whether the file is little-endian.</param>
/// <param name="effort">Limits the work of reading the object.</param>
internal sealed class ElfImage(byte[] bytes, bool isLittleEndian, Effort effort)
{
    public Effort Effort { get; } = effort;

    public bool IsLittleEndian { get; } = isLittleEndian;

    public int Length => bytes.Length;

    /// <summary>Gets a part of the file. The caller must have checked the range with <see cref="Holds"/>.</summary>
    public ReadOnlySpan<byte> Slice(int offset, int size) => bytes.AsSpan(offset, size);

    /// <summary>
    /// Tells whether a range is inside the file. Offset and size may have any value, because they can come from the file.
    /// </summary>
    public bool Holds(ulong offset, ulong size) => offset <= (ulong)Length && size <= (ulong)Length - offset;

    public ushort UInt16(ReadOnlySpan<byte> bytes) =>
        IsLittleEndian ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes);

    public uint UInt32(ReadOnlySpan<byte> bytes) =>
        IsLittleEndian ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : BinaryPrimitives.ReadUInt32BigEndian(bytes);

    public ulong UInt64(ReadOnlySpan<byte> bytes) =>
        IsLittleEndian ? BinaryPrimitives.ReadUInt64LittleEndian(bytes) : BinaryPrimitives.ReadUInt64BigEndian(bytes);

    /// <summary>Writes a number in the file's byte order.</summary>
    public void Write(Span<byte> bytes, uint value)
    {
        if (IsLittleEndian)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        }
        else
        {
            BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        }
    }
}
