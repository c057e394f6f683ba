using System;
using System.Runtime.InteropServices;

namespace BpfGen.Loading;

/// <summary>
/// Unpacks records of four numbers that are similar to the record before. Each number is stored as the difference from that record's
/// number. The sign is in the lowest bit. The difference has as many bytes as it needs, with 7 bits each, the lowest first. The highest
/// bit of a byte says that another byte follows. The number of records comes first.
/// </summary>
internal static class PackedRecords
{
    public const int NumbersPerRecord = 4;

    public static uint[] Unpack(ReadOnlySpan<ulong> packed)
    {
        if (packed.IsEmpty)
        {
            return [];
        }

        var bytes = MemoryMarshal.AsBytes(packed);
        var numbers = new uint[(int)Next(ref bytes) * NumbersPerRecord];
        for (var i = 0; i < numbers.Length; i++)
        {
            numbers[i] = NextDifference(ref bytes) + (i < NumbersPerRecord ? 0 : numbers[i - NumbersPerRecord]);
        }

        return numbers;
    }

    /// <summary>Reads a difference, and removes it from the start of the bytes.</summary>
    public static uint NextDifference(ref ReadOnlySpan<byte> bytes)
    {
        var number = Next(ref bytes);
        return (number >> 1) ^ (0u - (number & 1));
    }

    /// <summary>Reads a number, and removes it from the start of the bytes.</summary>
    public static uint Next(ref ReadOnlySpan<byte> bytes)
    {
        var number = 0u;
        for (var (i, shift) = (0, 0); ; i++, shift += 7)
        {
            number |= (bytes[i] & 0x7fu) << shift;
            if (bytes[i] < 0x80)
            {
                bytes = bytes[(i + 1)..];
                return number;
            }
        }
    }
}
