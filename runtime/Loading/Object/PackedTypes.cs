using System;
using System.Runtime.InteropServices;
using BpfGen.Wire;

namespace BpfGen.Loading;

/// <summary>
/// Unpacks BTF. The packed form has the number of words in the type records and the number of bytes in the strings, then the words,
/// then the strings. Each word is stored as the difference from the third word before it, as in <see cref="PackedRecords"/>.
/// </summary>
internal static class PackedTypes
{
    private const int HeaderNumbers = 6;
    private const uint HeaderSize = HeaderNumbers * sizeof(uint);

    /// <summary>BTF's magic number, and version 1 without flags, in the machine's byte order.</summary>
    private static readonly uint Beginning = BitConverter.IsLittleEndian ? 0x0001_eb9f : 0xeb9f_0100;

    /// <summary>Returns the BTF in the kernel's format.</summary>
    public static byte[] Unpack(ReadOnlySpan<ulong> packed)
    {
        var bytes = MemoryMarshal.AsBytes(packed);
        var recordsSize = Packing.Read(ref bytes) * sizeof(uint);
        var stringsSize = Packing.Read(ref bytes);
        var btf = GC.AllocateUninitializedArray<byte>((int)(HeaderSize + recordsSize + stringsSize));
        var header = MemoryMarshal.Cast<byte, uint>(btf.AsSpan(0, (int)HeaderSize));
        header[0] = Beginning;
        header[1] = HeaderSize;
        header[2] = 0;
        header[3] = recordsSize;
        header[4] = recordsSize;
        header[5] = stringsSize;
        var records = MemoryMarshal.Cast<byte, uint>(btf.AsSpan((int)HeaderSize, (int)recordsSize));
        for (var i = 0; i < records.Length; i++)
        {
            records[i] = Packing.ReadDifference(ref bytes) + (i < Packing.TypeDistance ? 0 : records[i - Packing.TypeDistance]);
        }

        bytes[..(int)stringsSize].CopyTo(btf.AsSpan((int)(HeaderSize + recordsSize)));
        return btf;
    }
}
