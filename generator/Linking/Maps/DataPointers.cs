using System.Collections.Generic;
using System.Linq;
using BpfGen.Generator.Diagnostics;
using BpfGen.Generator.Elf;

namespace BpfGen.Generator.Linking;

/// <summary>
/// Finds addresses in the initial values of global variables. The kernel does not relocate data, so a program would read a meaningless
/// offset instead of the address. If no program uses the variable, the address does no harm and is not reported.
/// </summary>
internal sealed class DataPointers(ElfObject elf, DataUses uses, ProblemList problems)
{
    private const int PointerSize = 8;

    /// <summary>Reports each variable that holds an address and that a program uses. Each variable is reported only once.</summary>
    /// <param name="elf">The object.</param>
    /// <param name="maps">The object's maps.</param>
    /// <param name="uses">The places in sections of variables that programs refer to.</param>
    /// <param name="problems">Receives the problems.</param>
    public static void Check(ElfObject elf, MapTable maps, DataUses uses, ProblemList problems)
    {
        var pointers = new DataPointers(elf, uses, problems);
        foreach (var section in elf.Sections)
        {
            var relocations = elf.RelocationsOf(section).Where(relocation => relocation.Type != ElfRelocationType.None).ToList();
            if (relocations.Count > 0 && maps.DataOf(section) is { } map)
            {
                pointers.CheckVariables(section, map, relocations);
            }
            else if (relocations.Count > 0 && !BtfMapReader.IsNameOf(section.Name) && maps.Holds(section))
            {
                problems.Add(
                    Rules.BadMapDefinition,
                    "a map",
                    Printable.Name(section.Name),
                    $"it holds the address of {pointers.Describe(section, relocations[0])}, but a definition in this section holds only "
                    + "numbers");
            }
        }
    }

    private void CheckVariables(ElfSection section, int map, List<ElfRelocation> relocations)
    {
        var variables = new VariableFinder(section, [.. elf.DefinitionsIn(section, ElfSymbolType.Object)]);
        var reported = new HashSet<ulong>();
        foreach (var relocation in relocations)
        {
            var (name, start, end) = variables.At(relocation.Offset);
            if (uses.ProgramThatUses(map, start, end) is { } program && reported.Add(start))
            {
                problems.Add(
                    Rules.AddressInData,
                    Printable.Name(name),
                    Printable.Name(section.Name),
                    Describe(section, relocation),
                    Printable.Name(program),
                    Value(section, relocation.Offset));
            }
        }
    }

    private ulong Value(ElfSection section, ulong offset) =>
        section.Data.Length >= PointerSize && offset <= (ulong)(section.Data.Length - PointerSize)
        ? elf.Image.UInt64(section.Data.Slice((int)offset))
        : 0;

    /// <summary>
    /// Describes the target of an address: the name of a symbol, the text of a string literal, or an offset in a section.
    /// </summary>
    private string Describe(ElfSection section, ElfRelocation relocation)
    {
        var symbol = relocation.Symbol;
        if (symbol.Name.Length > 0 && symbol.Type != ElfSymbolType.Section)
        {
            return Printable.Name(symbol.Name);
        }

        if (symbol.IsUndefined || symbol.Section >= elf.Sections.Count)
        {
            return "an undefined symbol";
        }

        var target = elf.Sections[symbol.Section];
        var offset = unchecked(symbol.Value + Value(section, relocation.Offset));
        return target.HoldsStrings && offset <= uint.MaxValue && ElfStrings.TryRead(target, (uint)offset, out var text)
            ? $"the string {Printable.Name(text)}"
            : $"byte {offset} of section {Printable.Name(target.Name)}";
    }
}
