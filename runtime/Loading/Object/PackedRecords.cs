using System;
using System.Runtime.InteropServices;
using BpfGen.Wire;

namespace BpfGen.Loading;

/// <summary>
/// Unpacks records of four numbers. The number of records comes first. Each number is stored as the difference from the number at the same
/// position in the previous record. See <see cref="Packing"/>.
/// </summary>
internal static class PackedRecords
{
    /// <summary>Returns the unpacked records in the memory of a load, or in an array if there is none.</summary>
    public static ReadOnlySpan<uint> Unpack(ReadOnlySpan<ulong> packed, LoadMemory? memory = null)
    {
        if (packed.IsEmpty)
        {
            return [];
        }

        var bytes = MemoryMarshal.AsBytes(packed);
        var numbers = LoadMemory.Allocate<uint>(memory, (int)Packing.Read(ref bytes) * Packing.NumbersPerRecord);
        for (var i = 0; i < numbers.Length; i++)
        {
            numbers[i] = Packing.ReadDifference(ref bytes) + (i < Packing.NumbersPerRecord ? 0 : numbers[i - Packing.NumbersPerRecord]);
        }

        return numbers;
    }
}
