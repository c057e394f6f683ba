using System;
using System.ComponentModel;
using System.Numerics;
using System.Runtime.InteropServices;
using BpfGen.Wire;

namespace BpfGen.Loading;

/// <summary>
/// Unpacks instructions and initial values of variables, in which many bytes are zero. The number of words comes first. Then each word of 8
/// bytes is stored as one byte that says which of the 8 bytes are not zero, lowest first, followed by those bytes.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class PackedWords
{
    /// <summary>Returns the unpacked words.</summary>
    /// <param name="packed">The data in generated code.</param>
    public static ReadOnlySpan<ulong> Unpack(ReadOnlySpan<ulong> packed) => Unpack(packed, memory: null);

    /// <summary>Returns the unpacked words in the memory of a load, or in an array if there is none.</summary>
    internal static ReadOnlySpan<ulong> Unpack(ReadOnlySpan<ulong> packed, LoadMemory? memory)
    {
        var bytes = MemoryMarshal.AsBytes(packed);
        var words = LoadMemory.Allocate<ulong>(memory, (int)Packing.Read(ref bytes));
        var place = 0;
        foreach (ref var word in words)
        {
            word = 0;
            for (uint present = bytes[place++]; present != 0; present &= present - 1)
            {
                word |= (ulong)bytes[place++] << (Packing.BitsPerByte * BitOperations.TrailingZeroCount(present));
            }
        }

        return words;
    }
}
