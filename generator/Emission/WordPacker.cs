using BpfGen.Generator.Collections;
using BpfGen.Wire;

namespace BpfGen.Generator.Emission;

/// <summary>
/// Packs 8-byte numbers that have many zero bytes. A mask byte marks the bytes of a number that are not zero, from the lowest, and these
/// bytes follow. The number of numbers comes first.
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
    /// Whether packing makes the numbers at most half as long. This is so if most bytes are zero, but not for text and small sections.
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
