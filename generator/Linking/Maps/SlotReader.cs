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

            foreach (var relocation in elf.RelocationsOf(section).Where(relocation => relocation.Type != ElfRelocationType.None))
            {
                reader.Read(section, data, relocation);
            }
        }

        return (reader._maps.ToEquatableArray(), reader._programs.ToEquatableArray());
    }

    private void Read(ElfSection section, BtfType data, ElfRelocation relocation)
    {
        var place = BtfTypes.Variables(data)
            .FirstOrDefault(variable => relocation.Offset >= variable.Offset && relocation.Offset - variable.Offset < variable.Size);
        if (place.Size == 0 || maps.At(section.Index, place.Offset) is not { } index)
        {
            // If a variable contains the place but has no map, its definition is invalid and has already been reported.
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
        : $"is function {Printable.Name(function.Name)} in section {Printable.Name(function.Section.Name)}, which is not a program. Put it "
            + "into the section of a program type: SEC(\"xdp\")";

    /// <returns>The index of the entry that a relocation sets; null if the relocation sets no entry of <c>values</c>.</returns>
    private int? Slot(BtfSectionVariable place, ElfRelocation relocation)
    {
        if (types[place.Type] is not { } variable || types.Skip(variable.SizeOrType) is not { Kind: BtfKind.Struct } definition
            || types.Members(definition).LastOrDefault() is not { Name: "values" } values)
        {
            return null;
        }

        var offset = (long)relocation.Offset - place.Offset - (values.BitOffset / 8);
        return offset >= 0 && offset % PointerSize == 0 ? (int)(offset / PointerSize) : null;
    }

    private CodeFunction? FunctionAt(ElfSection section, ElfRelocation relocation) =>
        relocation.Symbol.Section == 0 || relocation.Symbol.Section >= elf.Sections.Count ? null : functions.At(
            elf.Sections[relocation.Symbol.Section], (long)System.Math.Min(Target(section, relocation), long.MaxValue));

    private int? IndexOf(CodeFunction? function)
    {
        for (var i = 0; i < programs.Count; i++)
        {
            if (ReferenceEquals(programs[i], function))
            {
                return i;
            }
        }

        return null;
    }

    /// <summary>
    /// Gets the offset that a relocation refers to. For a static map or function, the relocation refers to the symbol of the section, and
    /// the relocated place contains the offset in that section.
    /// </summary>
    private ulong Target(ElfSection section, ElfRelocation relocation) => unchecked(relocation.Symbol.Value
        + (relocation.Symbol.Type == ElfSymbolType.Section && relocation.Offset + PointerSize <= (ulong)section.Data.Length
            ? elf.Image.UInt64(section.Data.Slice((int)relocation.Offset))
            : 0));

    private void Report(ElfSection section, MapModel map, string reason) =>
        problems.Add(Rules.BadMapDefinition, $"map {Printable.Name(map.Name)}", Printable.Name(section.Name), reason);
}
