using System;
using System.Collections.Generic;
using System.Linq;
using BpfGen.Generator.Btf;
using BpfGen.Generator.Diagnostics;
using BpfGen.Generator.Elf;

namespace BpfGen.Generator.Linking;

/// <summary>
/// Finds the maps of an object. Definitions with BTF types are in <c>.maps</c>. Legacy definitions are in the section <c>maps</c>, which
/// has a symbol for each map, or in sections <c>maps/name</c> of gobpf, one for each map. Sections of global variables become maps, too.
/// </summary>
internal static class MapReader
{
    public static MapTable Read(ElfObject elf, BtfTypes? types, ExternTable externs, ProblemList problems)
    {
        var definitions = new List<ParsedMap>();
        var sections = new HashSet<int>();
        foreach (var section in elf.Sections.Where(section => BtfMapReader.IsNameOf(section.Name) || IsLegacy(section.Name)))
        {
            sections.Add(section.Index);
            definitions.AddRange(
                IsLegacy(section.Name) ? ReadSection(elf, section, problems) : BtfMapReader.Read(elf, section, types, problems));
        }

        ArenaReader.Read(elf, types, definitions, problems);
        return MapOrder.Arrange(definitions, DataReader.Read(elf, types), DataReader.ReadConfig(externs, types), sections, problems);
    }

    /// <summary>Whether a section contains legacy definitions. As in other loaders, only the start of the name is compared.</summary>
    private static bool IsLegacy(string section) => section.StartsWith("maps", StringComparison.Ordinal);

    private static IEnumerable<ParsedMap> ReadSection(ElfObject elf, ElfSection section, ProblemList problems)
    {
        var symbols = elf.DefinitionsIn(section, ElfSymbolType.Object).ToList();
        if (symbols.Count == 0 && section.Size > 0)
        {
            problems.Add(
                Rules.BadMapDefinition,
                "a map",
                Printable.Name(section.Name),
                $"the section has {section.Size} bytes, but no symbol that names a map");
        }

        for (var i = 0; i < symbols.Count; i++)
        {
            if (DefinitionSize(section, symbols, i, problems) is { } size
                && LegacyMapDefinitionReader.Read(elf.Image, section, symbols[i], size, problems) is { } definition)
            {
                yield return definition;
            }
        }
    }

    /// <returns>
    /// The size of a definition in bytes. Null if the definition does not fit into the section, or if it overlaps the next definition.
    /// </returns>
    private static int? DefinitionSize(ElfSection section, List<ElfSymbol> symbols, int i, ProblemList problems)
    {
        var symbol = symbols[i];
        var name = Printable.Name(symbol.Name);
        if (symbol.Value > (ulong)section.Data.Length || symbol.Size > (ulong)section.Data.Length - symbol.Value)
        {
            problems.Add(
                Rules.BadMapDefinition,
                $"map {name}",
                Printable.Name(section.Name),
                $"its {symbol.Size} bytes at offset {symbol.Value} do not fit into the section, which has {section.Data.Length} bytes");
            return null;
        }

        // If the symbol of a definition has no size, as in objects of assemblers, the definition extends to the next symbol.
        var next = i + 1 < symbols.Count ? symbols[i + 1].Value : (ulong)section.Data.Length;
        var size = symbol.Size != 0 ? symbol.Size : Math.Min(next, (ulong)section.Data.Length) - symbol.Value;
        var end = symbol.Value + size;
        if (i + 1 < symbols.Count && symbols[i + 1].Value < end)
        {
            problems.Add(
                Rules.OverlappingMaps, Printable.Name(symbols[i + 1].Name), symbols[i + 1].Value, Printable.Name(section.Name), name, end);
            return null;
        }

        return (int)size;
    }
}
