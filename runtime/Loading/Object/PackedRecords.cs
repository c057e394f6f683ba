using System;
using System.Runtime.InteropServices;

namespace BpfGen.Loading;

/// <summary>
/// Records of four numbers, which are much like the record before. Packed, each number is the difference from that record's, with its sign in the lowest
/// bit, in as many bytes as it needs: seven bits a byte, the lowest first, and the highest bit says that more follow. How many records there are comes first.
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

    /// <summary>The difference at the beginning, which is taken off.</summary>
    public static uint NextDifference(ref ReadOnlySpan<byte> bytes)
    {
        var number = Next(ref bytes);
        return (number >> 1) ^ (0u - (number & 1));
    }

    /// <summary>The number at the beginning, which is taken off.</summary>
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
