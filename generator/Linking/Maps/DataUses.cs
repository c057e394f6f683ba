using System;
using System.Collections.Generic;
using System.Linq;
using BpfGen.Generator.Diagnostics;
using BpfGen.Generator.Model;
using BpfGen.Wire;

namespace BpfGen.Generator.Linking;

/// <summary>The places in sections of variables that programs refer to.</summary>
/// <param name="isLittleEndian">Whether the object is little-endian.</param>
/// <param name="programs">The programs.</param>
/// <param name="functions">The functions of the programs.</param>
/// <param name="effort">Limits the work of reading the object.</param>
internal sealed class DataUses(
    bool isLittleEndian, IReadOnlyList<(CodeFunction Function, ProgramModel Model)> programs, FunctionLinker functions, Effort effort)
{
    /// <summary>
    /// For each map: the offsets that programs refer to, each with the index of the program. Sorted by offset, then by program.
    /// </summary>
    private Dictionary<int, List<(ulong Offset, int Program)>>? _uses;

    /// <returns>The name of a program that refers to the given range of a section; null if no program does.</returns>
    public string? ProgramThatUses(int map, ulong start, ulong end)
    {
        _uses ??= programs.SelectMany((program, i) => UsesOf(program.Model, i))
            .Distinct()
            .GroupBy(use => use.Map)
            .ToDictionary(group => group.Key, group => group.Select(use => (use.Offset, use.Program)).OrderBy(use => use).ToList());
        if (!_uses.TryGetValue(map, out var uses))
        {
            return null;
        }

        var first = int.MaxValue;
        for (var i = FirstFrom(uses, start); i < uses.Count && uses[i].Offset < end; i++)
        {
            // Count each visit: the ranges of variables can overlap, so several variables can contain the same use.
            effort.Spend();
            first = Math.Min(first, uses[i].Program);
        }

        return first < programs.Count ? programs[first].Model.Name : null;
    }

    private static int FirstFrom(List<(ulong Offset, int Program)> uses, ulong offset)
    {
        var (low, high) = (0, uses.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = uses[middle].Offset < offset ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    private IEnumerable<(int Map, ulong Offset, int Program)> UsesOf(ProgramModel program, int place) =>
        from index in program.Functions
        let function = functions.At(index)
        from relocation in function.Relocations
        where relocation.Kind == RelocationKind.MapValue
        let second = new Instruction(function.Instructions[relocation.Instruction + 1], isLittleEndian)
        select (relocation.Index, (ulong)(uint)second.Immediate, place);
}
