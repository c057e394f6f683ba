using System;
using System.Collections.Generic;
using BpfGen.CoreRelocations;
using BpfGen.Generator.Model;
using BpfGen.Wire;

namespace BpfGen.Generator.Linking;

/// <summary>Reads the CO-RE relocations of a function.</summary>
internal static class CoreRecords
{
    /// <returns>The relocations. Each has the index of its instruction, counted from the start of the function.</returns>
    public static IEnumerable<(int Instruction, CoreRelocation Relocation)> Of(FunctionModel function)
    {
        var numbers = function.Information.CoreRelocations;
        for (var i = 0; i + Packing.NumbersPerRecord <= numbers.Count; i += Packing.NumbersPerRecord)
        {
            yield return At(numbers.AsSpan().Slice(i));
        }
    }

    private static (int Instruction, CoreRelocation Relocation) At(ReadOnlySpan<uint> record) =>
        (CoreRelocation.InstructionOf(record), CoreRelocation.Of(record));
}
