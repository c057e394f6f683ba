using System;
using BpfGen.Generator.Collections;
using BpfGen.Generator.Elf;

namespace BpfGen.Generator.Linking;

/// <summary>Converts bytes to the 64-bit numbers of the generated code.</summary>
internal static class WordConverter
{
    /// <summary>Reads eight bytes per number, in the object's byte order. The last number is padded with zeros.</summary>
    public static EquatableArray<ulong> Of(ElfImage image, ReadOnlySpan<byte> bytes)
    {
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
