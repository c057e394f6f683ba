using BpfGen.Generator.Collections;
using BpfGen.Wire;

namespace BpfGen.Generator.Emission;

/// <summary>
/// Packs 8-byte numbers that have many zero bytes. The count of numbers comes first. Each number is stored as a mask byte, whose bits mark
/// the bytes that are not zero (bit 0 marks the lowest byte), followed by these bytes from the lowest to the highest.
/// </summary>
internal static class WordPacker
{
    public static EquatableArray<ulong> Pack(EquatableArray<ulong> words, bool isLittleEndian)
    {
        var bytes = new PackedBytes();
        bytes.AddNumber((uint)words.Count);
        foreach (var word in words.AsSpan())
        {
            Add(bytes, word);
        }

        return bytes.ToWords(isLittleEndian);
    }

    /// <summary>
    /// Whether packing makes the data at most half as long. It does if most bytes are zero, but not for text and small sections.
    /// </summary>
    public static bool Halves(EquatableArray<ulong> words)
    {
        var present = 0;
        foreach (var word in words.AsSpan())
        {
            for (var rest = word; rest != 0; rest >>= Packing.BitsPerByte)
            {
                present += (byte)rest == 0 ? 0 : 1;
            }
        }

        var packed = (1 + words.Count + present + sizeof(ulong) - 1) / sizeof(ulong);
        return words.Count > 0 && 2 * packed <= words.Count;
    }

    private static void Add(PackedBytes bytes, ulong word)
    {
        var present = 0;
        for (var i = 0; i < sizeof(ulong); i++)
        {
            present |= (byte)(word >> (Packing.BitsPerByte * i)) == 0 ? 0 : 1 << i;
        }

        bytes.Add((byte)present);
        for (var rest = word; rest != 0; rest >>= Packing.BitsPerByte)
        {
            if ((byte)rest != 0)
            {
                bytes.Add((byte)rest);
            }
        }
    }
}
