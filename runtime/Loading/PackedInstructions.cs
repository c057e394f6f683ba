using System;
using System.ComponentModel;
using System.Numerics;
using System.Runtime.InteropServices;

namespace BpfGen.Loading;

/// <summary>
/// Instructions as generated code has them. Half of their bytes are zero: of each, a byte says which of its eight are not, from the lowest, and these follow.
/// How many instructions there are comes first.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class PackedInstructions
{
    private const int BitsPerByte = 8;

    /// <summary>The instructions as they were compiled.</summary>
    /// <param name="packed">What generated code has.</param>
    public static ReadOnlySpan<ulong> Unpack(ReadOnlySpan<ulong> packed)
    {
        var bytes = MemoryMarshal.AsBytes(packed);
        var instructions = GC.AllocateUninitializedArray<ulong>((int)PackedRecords.Next(ref bytes));
        var place = 0;
        foreach (ref var instruction in instructions.AsSpan())
        {
            instruction = 0;
            for (uint present = bytes[place++]; present != 0; present &= present - 1)
            {
                instruction |= (ulong)bytes[place++] << (BitsPerByte * BitOperations.TrailingZeroCount(present));
            }
        }

        return instructions;
    }
}
