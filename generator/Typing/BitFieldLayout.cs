using System.Collections.Generic;

namespace BpfGen.Generator.Typing;

/// <summary>Which bytes of a struct are read and written for a bit field.</summary>
internal static class BitFieldLayout
{
    private const int ByteBits = 8;

    /// <summary>The integer of the field's own type where that holds it, as it does unless the struct is packed; otherwise the smallest; otherwise several.</summary>
    /// <param name="bit">Where the field begins, in bits from the start of the struct.</param>
    /// <param name="count">How many bits it has.</param>
    /// <param name="typeSize">The size of its type in bytes.</param>
    /// <param name="structSize">The size of the struct in bytes: nothing outside it is touched.</param>
    /// <returns>The integers: offset and size in bytes.</returns>
    public static IEnumerable<(int Offset, int Size)> Units(int bit, int count, int typeSize, int structSize)
    {
        int[] sizes = typeSize <= sizeof(ulong) ? [typeSize, 1, 2, 4, 8] : [1, 2, 4, 8];
        foreach (var size in sizes)
        {
            var offset = bit / (size * ByteBits) * size;
            if (bit + count <= (offset + size) * ByteBits && offset + size <= structSize)
            {
                return [(offset, size)];
            }
        }

        return Split(bit / ByteBits, (bit + count + ByteBits - 1) / ByteBits);
    }

    /// <summary>Where the bits of one of the integers are, and where they belong in the field's value.</summary>
    /// <returns>By how much the integer is shifted, how many bits there are, and where they go.</returns>
    public static (int Shift, int Count, int Position) Part(int bit, int count, int unitOffset, int unitSize, bool isLittleEndian)
    {
        var (unitStart, unitEnd) = (unitOffset * ByteBits, (unitOffset + unitSize) * ByteBits);
        var start = bit > unitStart ? bit : unitStart;
        var end = bit + count < unitEnd ? bit + count : unitEnd;

        // Bits count from the lowest in little-endian objects, and from the highest in big-endian ones.
        return isLittleEndian
            ? (start - unitStart, end - start, start - bit)
            : (unitEnd - end, end - start, bit + count - end);
    }

    private static IEnumerable<(int Offset, int Size)> Split(int start, int end)
    {
        while (start < end)
        {
            var size = sizeof(ulong);
            while (size > end - start)
            {
                size /= 2;
            }

            yield return (start, size);
            start += size;
        }
    }
}
