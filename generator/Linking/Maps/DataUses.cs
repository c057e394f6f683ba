using System.Collections.Generic;
using System.Linq;
using BpfGen.Generator.Model;
using BpfGen.Wire;

namespace BpfGen.Generator.Linking;

/// <summary>The places in sections of variables that programs refer to.</summary>
/// <param name="isLittleEndian">Whether the object is little-endian.</param>
/// <param name="programs">The programs.</param>
/// <param name="functions">The functions of the programs.</param>
internal sealed class DataUses(
    bool isLittleEndian, IReadOnlyList<(CodeFunction Function, ProgramModel Model)> programs, FunctionLinker functions)
{
    private List<(int Map, ulong Offset, string Program)>? _uses;

    /// <returns>The name of the first program that refers to a range of a section, or null.</returns>
    public string? ProgramThatUses(int map, ulong start, ulong end)
    {
        _uses ??= [.. programs.SelectMany(program => UsesOf(program.Model)).Distinct()];
        return _uses.Where(use => use.Map == map && use.Offset >= start && use.Offset < end).Select(use => use.Program).FirstOrDefault();
    }

    private IEnumerable<(int Map, ulong Offset, string Program)> UsesOf(ProgramModel program) =>
        from index in program.Functions
        let function = functions.At(index)
        from relocation in function.Relocations
        where relocation.Kind == RelocationKind.MapValue
        let second = new Instruction(function.Instructions[relocation.Instruction + 1], isLittleEndian)
        select (relocation.Index, (ulong)(uint)second.Immediate, program.Name);
}
