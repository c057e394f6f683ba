using System;
using BpfGen.Generator.Collections;
using BpfGen.Generator.Elf;

namespace BpfGen.Generator.Linking;

/// <summary>Converts bytes to the 64-bit integers that the generated code contains.</summary>
internal static class WordConverter
{
    /// <summary>
    /// Reads eight bytes per integer, in the object's byte order. Zero bytes are added to make the last integer complete.
    /// </summary>
    public static EquatableArray<ulong> Of(ElfImage image, ReadOnlySpan<byte> bytes)
    {
        image.Effort.Spend(1 + (bytes.Length / 4));
        var words = new ulong[(bytes.Length + 7) / 8];
        var padded = new byte[words.Length * 8];
        bytes.CopyTo(padded);
        for (var i = 0; i < words.Length; i++)
        {
            words[i] = image.UInt64(padded.AsSpan(i * 8));
        }

        return new EquatableArray<ulong>(words);
    }
}
