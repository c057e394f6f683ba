using System;
using System.Collections.Generic;

namespace BpfGen.Wire;

/// <summary>
/// The packed form of the numbers in generated code. The generator writes it, and BpfGen's runtime reads it.
/// <para>
/// Each byte holds seven bits of a number, lowest bits first (LEB128). The highest bit of the byte is set if more bytes of the number
/// follow. A difference of two numbers has its sign in the lowest bit, so small negative differences are also stored as small numbers.
/// </para>
/// </summary>
internal static class Packing
{
    /// <summary>
    /// The count of numbers in a line record or a CO-RE relocation. Each number is stored as its difference from the number at the same
    /// place in the previous record.
    /// </summary>
    public const int NumbersPerRecord = 4;

    /// <summary>
    /// Each number of a BTF record is stored as its difference from the number that is this many places before it. The distance is 3,
    /// because most records and members have three numbers.
    /// </summary>
    public const int TypeDistance = 3;

    public const int BitsPerByte = 8;

    private const int BitsPerGroup = 7;
    private const uint GroupMask = 0x7f;
    private const uint MoreFlag = 0x80;

    /// <summary>Appends the packed form of a number.</summary>
    public static void Write(List<byte> bytes, uint number)
    {
        for (; number >= MoreFlag; number >>= BitsPerGroup)
        {
            bytes.Add((byte)(number | MoreFlag));
        }

        bytes.Add((byte)number);
    }

    /// <summary>Appends the packed form of the difference of two numbers.</summary>
    public static void WriteDifference(List<byte> bytes, uint number, uint before)
    {
        var difference = unchecked((int)(number - before));
        Write(bytes, unchecked((uint)((difference << 1) ^ (difference >> 31))));
    }

    /// <summary>Reads the number at the start of the bytes, and removes its bytes from the span.</summary>
    public static uint Read(ref ReadOnlySpan<byte> bytes)
    {
        // Most numbers have one byte.
        uint first = bytes[0];
        bytes = bytes.Slice(1);
        return first < MoreFlag ? first : (first & GroupMask) | ReadRest(ref bytes);
    }

    /// <summary>Reads the difference at the start of the bytes, and removes its bytes from the span.</summary>
    public static uint ReadDifference(ref ReadOnlySpan<byte> bytes)
    {
        var number = Read(ref bytes);
        return (number >> 1) ^ (0u - (number & 1));
    }

    private static uint ReadRest(ref ReadOnlySpan<byte> bytes)
    {
        var rest = bytes;
        var (number, shift, i) = (0u, BitsPerGroup, 0);
        while (true)
        {
            uint group = rest[i++];
            number |= (group & GroupMask) << shift;
            if (group < MoreFlag)
            {
                bytes = rest.Slice(i);
                return number;
            }

            shift += BitsPerGroup;
        }
    }
}
