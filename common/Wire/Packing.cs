using System;
using System.Collections.Generic;

namespace BpfGen.Wire;

/// <summary>
/// The packing of the numbers that generated code carries. The generator writes it, and the runtime reads it.
/// <para>
/// A number has seven bits per byte, lowest bits first (LEB128). The highest bit of a byte is set if more bytes follow. A difference of
/// two numbers has its sign in the lowest bit, so that small negative differences are small numbers too.
/// </para>
/// </summary>
internal static class Packing
{
    /// <summary>The numbers of a line record or a CO-RE relocation. Each is stored as the difference from the record before.</summary>
    public const int NumbersPerRecord = 4;

    /// <summary>
    /// A number of a BTF record is stored as the difference from an earlier number. This is the distance: most records and members have
    /// three numbers.
    /// </summary>
    public const int TypeDistance = 3;

    public const int BitsPerByte = 8;

    private const int BitsPerGroup = 7;
    private const uint GroupMask = 0x7f;
    private const uint MoreFlag = 0x80;

    /// <summary>Adds a number.</summary>
    public static void Write(List<byte> bytes, uint number)
    {
        for (; number >= MoreFlag; number >>= BitsPerGroup)
        {
            bytes.Add((byte)(number | MoreFlag));
        }

        bytes.Add((byte)number);
    }

    /// <summary>Adds the difference of two numbers.</summary>
    public static void WriteDifference(List<byte> bytes, uint number, uint before)
    {
        var difference = unchecked((int)(number - before));
        Write(bytes, unchecked((uint)((difference << 1) ^ (difference >> 31))));
    }

    /// <summary>Reads the number at the start of the bytes, and removes it from them.</summary>
    public static uint Read(ref ReadOnlySpan<byte> bytes)
    {
        var number = 0u;
        for (var (i, shift) = (0, 0); ; i++, shift += BitsPerGroup)
        {
            number |= (bytes[i] & GroupMask) << shift;
            if (bytes[i] < MoreFlag)
            {
                bytes = bytes.Slice(i + 1);
                return number;
            }
        }
    }

    /// <summary>Reads the difference at the start of the bytes, and removes it from them.</summary>
    public static uint ReadDifference(ref ReadOnlySpan<byte> bytes)
    {
        var number = Read(ref bytes);
        return (number >> 1) ^ (0u - (number & 1));
    }
}
