using System;
using System.Runtime.InteropServices;
using BpfGen.Btf;
using BpfGen.Wire;

namespace BpfGen.Loading;

/// <summary>
/// Unpacks BTF. The packed form has four parts: the number of words in the type records, the number of bytes in the strings, the words, and
/// the strings. Each word is stored as the difference from the word three positions before it, similar to <see cref="PackedRecords"/>.
/// </summary>
internal static class PackedTypes
{
    private const uint HeaderSize = BtfHeader.SmallestSize;

    /// <summary>Returns the BTF in the kernel's format, in the memory of a load, or in an array if there is none.</summary>
    public static ReadOnlySpan<byte> Unpack(ReadOnlySpan<ulong> packed, LoadMemory? memory = null)
    {
        var bytes = MemoryMarshal.AsBytes(packed);
        var recordsSize = Packing.Read(ref bytes) * sizeof(uint);
        var stringsSize = Packing.Read(ref bytes);
        var btf = LoadMemory.Allocate<byte>(memory, (int)(HeaderSize + recordsSize + stringsSize));
        var header = MemoryMarshal.Cast<byte, uint>(btf[..(int)HeaderSize]);
        header[0] = BtfHeader.Beginning;
        header[1] = HeaderSize;
        header[2] = 0;
        header[3] = recordsSize;
        header[4] = recordsSize;
        header[5] = stringsSize;
        var records = MemoryMarshal.Cast<byte, uint>(btf.Slice((int)HeaderSize, (int)recordsSize));
        for (var i = 0; i < records.Length; i++)
        {
            records[i] = Packing.ReadDifference(ref bytes) + (i < Packing.TypeDistance ? 0 : records[i - Packing.TypeDistance]);
        }

        bytes[..(int)stringsSize].CopyTo(btf[(int)(HeaderSize + recordsSize)..]);
        return btf;
    }
}
