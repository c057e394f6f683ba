using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using BpfGen.Wire;

namespace BpfGen.Loading;

/// <summary>The <c>__kconfig</c> variables that have no value, because the kernel's configuration lacks it.</summary>
/// <param name="map">The index of the map that contains the variables, in the order of creation.</param>
/// <param name="missing">The variables, each with the exception for programs that use it.</param>
internal sealed class MissingValues(int map, List<(ConfigVariable Variable, BpfException Failure)> missing) : UnusableValues
{
    private const int NumbersPerRelocation = 3;

    public override void ThrowIfUsed(ObjectCode code, ReadOnlySpan<int> functions)
    {
        foreach (var index in functions)
        {
            var function = code[index];
            var slots = MemoryMarshal.Cast<ulong, Instruction>(function.Instructions);
            for (var i = 0; i < function.Relocations.Length; i += NumbersPerRelocation)
            {
                if (function.Relocations[i + 1] == (uint)RelocationKind.MapValue && function.Relocations[i + 2] == map)
                {
                    // The second slot of the load holds the offset of the variable in the map's value.
                    ThrowIfMissing(slots[(int)function.Relocations[i] - function.Start + 1].Immediate);
                }
            }
        }
    }

    private void ThrowIfMissing(int offset)
    {
        foreach (var (variable, failure) in missing)
        {
            if (offset >= variable.Offset && offset < variable.Offset + variable.Size)
            {
                throw failure;
            }
        }
    }
}
