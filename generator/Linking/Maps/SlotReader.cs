using System.Collections.Generic;
using System.Linq;
using BpfGen.Btf;
using BpfGen.Generator.Btf;
using BpfGen.Generator.Collections;
using BpfGen.Generator.Diagnostics;
using BpfGen.Generator.Elf;
using BpfGen.Generator.Model;

namespace BpfGen.Generator.Linking;

/// <summary>
/// Reads the initial entries of maps in <c>.maps</c>: pointers to maps or programs in the last member of a definition, <c>values</c>. The
/// object stores these pointers as relocations, because the addresses are unknown at compile time.
/// </summary>
internal sealed class SlotReader(
    ElfObject elf, BtfTypes types, MapTable maps, FunctionTable functions, IReadOnlyList<CodeFunction> programs, ProblemList problems)
{
    private const int PointerSize = 8;

    private readonly Dictionary<(int Section, int Start), int> _programIndexes = ProgramIndexes.Of(programs);
    private readonly List<InitialSlot> _maps = [];
    private readonly List<InitialSlot> _programs = [];

    /// <summary>Reads the initial entries of all maps.</summary>
    /// <returns>The entries that are maps, and the entries that are programs.</returns>
    public static (EquatableArray<InitialSlot> Maps, EquatableArray<InitialSlot> Programs) Read(
        ElfObject elf, BtfTypes? types, MapTable maps, FunctionTable functions, IReadOnlyList<CodeFunction> programs, ProblemList problems)
    {
        if (types is null)
        {
            return ([], []);
        }

        var reader = new SlotReader(elf, types, maps, functions, programs, problems);
        foreach (var section in elf.Sections.Where(section => BtfMapReader.IsNameOf(section.Name)))
        {
            if (types.DataSection(section.Name) is not { } data)
            {
                continue;
            }

            var variables = types.Variables(data).ToList();
            foreach (var relocation in elf.RelocationsOf(section).Where(relocation => relocation.Type != ElfRelocationType.None))
            {
                reader.Read(section, variables, relocation);
            }
        }

        return (reader._maps.ToEquatableArray(), reader._programs.ToEquatableArray());
    }

    private void Read(ElfSection section, List<BtfSectionVariable> variables, ElfRelocation relocation)
    {
        var place = VariableAt(variables, relocation.Offset);
        if (place.Size == 0 || maps.At(section.Index, place.Offset) is not { } index)
        {
            // If the relocation is in a variable that has no map, the definition is invalid and has already been reported.
            if (place.Size == 0)
            {
                problems.Add(
                    Rules.BadMapDefinition,
                    "a map",
                    Printable.Name(section.Name),
                    $"the relocation at offset {relocation.Offset} is outside all definitions");
            }

            return;
        }

        var map = maps.Models[index];
        if (Slot(place, relocation) is not { } slot)
        {
            Report(section, map, $"the relocation at offset {relocation.Offset} is outside its 'values'");
        }
        else if (map.Type == MapType.ProgramArray)
        {
            var function = FunctionAt(section, relocation);
            if (function is not { IsSkipped: true })
            {
                Add(section, _programs, map, index, slot, IndexOf(function), NotProgram(function));
            }
        }
        else if (map.Type == MapType.HashOfMaps && map.KeySize != sizeof(int))
        {
            Report(
                section,
                map,
                $"its 'values' have the keys 0, 1, …, so its keys must have {sizeof(int)} bytes, but they have {map.KeySize}");
        }
        else
        {
            Add(
                section,
                _maps,
                map,
                index,
                slot,
                maps.At(relocation.Symbol.Section, Target(section, relocation)),
                "is not a map of the object");
        }
    }

    /// <summary>
    /// Finds the first variable that contains an offset. The variables are ordered by offset, so usually it is the last one that begins at
    /// or before the offset.
    /// </summary>
    private BtfSectionVariable VariableAt(List<BtfSectionVariable> variables, ulong offset)
    {
        var (low, high) = (0, variables.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = variables[middle].Offset <= offset ? (middle + 1, high) : (low, middle);
        }

        for (var i = low - 1; i >= 0; i--)
        {
            types.Effort.Spend();
            if (offset - variables[i].Offset < variables[i].Size)
            {
                return variables[i];
            }
        }

        return default;
    }

    private void Add(ElfSection section, List<InitialSlot> slots, MapModel map, int index, int slot, int? target, string flaw)
    {
        if (target is { } found)
        {
            slots.Add(new InitialSlot(index, slot, found));
        }
        else
        {
            Report(section, map, $"entry {slot} of its 'values' {flaw}");
        }
    }

    private static string NotProgram(CodeFunction? function) => function is null
        ? "is not a program of the object"
        : $"is function {Printable.Name(function.Name)} in section {Printable.Name(function.Section.Name)}, which is not a program. "
            + "Put it into the section of a program type: SEC(\"xdp\")";

    /// <returns>The index of the entry that a relocation sets; null if the relocation sets no entry of <c>values</c>.</returns>
    private int? Slot(BtfSectionVariable place, ElfRelocation relocation)
    {
        if (types[place.Type] is not { } variable || types.Skip(variable.SizeOrType) is not { Kind: BtfKind.Struct } definition
            || types.LastMember(definition) is not { Name: "values" } values)
        {
            return null;
        }

        var offset = (long)relocation.Offset - place.Offset - (values.BitOffset / 8);
        return offset >= 0 && offset % PointerSize == 0 ? (int)(offset / PointerSize) : null;
    }

    private CodeFunction? FunctionAt(ElfSection section, ElfRelocation relocation) =>
        relocation.Symbol.Section == 0 || relocation.Symbol.Section >= elf.Sections.Count ? null : functions.At(
            elf.Sections[relocation.Symbol.Section], (long)System.Math.Min(Target(section, relocation), long.MaxValue));

    private int? IndexOf(CodeFunction? function) =>
        function is not null && _programIndexes.TryGetValue((function.Section.Index, function.Start), out var index) ? index : null;

    /// <summary>
    /// Gets the offset that a relocation refers to. For a static map or function, the relocation refers to the symbol of the section, and
    /// the bytes to relocate contain the offset in that section.
    /// </summary>
    private ulong Target(ElfSection section, ElfRelocation relocation) => unchecked(relocation.Symbol.Value
        + (relocation.Symbol.Type == ElfSymbolType.Section && relocation.Offset + PointerSize <= (ulong)section.Data.Length
            ? elf.Image.UInt64(section.Data.Slice((int)relocation.Offset))
            : 0));

    private void Report(ElfSection section, MapModel map, string reason) =>
        problems.Add(Rules.BadMapDefinition, $"map {Printable.Name(map.Name)}", Printable.Name(section.Name), reason);
}
