using System;
using System.ComponentModel;
using System.Numerics;
using System.Runtime.InteropServices;
using BpfGen.Wire;

namespace BpfGen.Loading;

/// <summary>
/// Instructions, and what variables hold at first, as generated code has them: many of their bytes are zero. Of each number of eight bytes, a byte says which
/// are not, from the lowest, and these follow. How many numbers there are comes first.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class PackedWords
{
    /// <summary>The numbers as they were compiled.</summary>
    /// <param name="packed">What generated code has.</param>
    public static ReadOnlySpan<ulong> Unpack(ReadOnlySpan<ulong> packed)
    {
        var bytes = MemoryMarshal.AsBytes(packed);
        var words = GC.AllocateUninitializedArray<ulong>((int)Packing.Read(ref bytes));
        var place = 0;
        foreach (ref var word in words.AsSpan())
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
