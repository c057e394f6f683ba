using System.Collections.Generic;

namespace BpfGen.Generator.Typing;

/// <summary>Determines the integers that hold the bits of a bit field.</summary>
internal static class BitFieldLayout
{
    private const int ByteBits = 8;

    /// <summary>
    /// Chooses the integers to read and write. The first choice is an integer of the bit field's type. It contains all bits of the field,
    /// except in some packed structs. The second choice is the smallest integer that contains all bits of the field. The third choice is
    /// several integers.
    /// </summary>
    /// <param name="bit">The field's offset in bits from the start of the struct.</param>
    /// <param name="count">The number of bits.</param>
    /// <param name="typeSize">The size of the field's type in bytes.</param>
    /// <param name="structSize">The size of the struct in bytes. All chosen integers are inside the struct.</param>
    /// <returns>The offset and size of each integer, in bytes.</returns>
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

    /// <summary>
    /// Determines which bits of a bit field are in the given integer, and the position of these bits in the value of the field.
    /// </summary>
    /// <returns>The position of the bits in the integer, the number of bits, and their position in the value of the field.</returns>
    public static (int Shift, int Count, int Position) Part(int bit, int count, int unitOffset, int unitSize, bool isLittleEndian)
    {
        var (unitStart, unitEnd) = (unitOffset * ByteBits, (unitOffset + unitSize) * ByteBits);
        var start = bit > unitStart ? bit : unitStart;
        var end = bit + count < unitEnd ? bit + count : unitEnd;

        // In little-endian objects, bit offsets count from the least significant bit. In big-endian objects, they count from the most
        // significant bit.
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
