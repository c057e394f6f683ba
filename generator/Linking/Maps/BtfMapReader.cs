using System;
using System.Collections.Generic;
using System.Linq;
using BpfGen.Btf;
using BpfGen.Generator.Btf;
using BpfGen.Generator.Diagnostics;
using BpfGen.Generator.Elf;

namespace BpfGen.Generator.Linking;

/// <summary>
/// Finds the maps in the <c>.maps</c> section. The BTF type of each variable of the section defines a map. The contents of the variables do
/// not matter. As in aya, the section name may have a suffix: <c>.maps.counters</c>.
/// </summary>
internal static class BtfMapReader
{
    private const string Prefix = ".maps";

    /// <summary>Tells whether a section of this name contains BTF map definitions.</summary>
    public static bool IsNameOf(string section) =>
        section == Prefix || section.StartsWith(Prefix + ".", StringComparison.Ordinal);

    public static IEnumerable<ParsedMap> Read(ElfObject elf, ElfSection section, BtfTypes? types, ProblemList problems)
    {
        if (types?.DataSection(section.Name) is not { } data)
        {
            problems.Add(
                Rules.BadMapDefinition,
                "all maps",
                Printable.Name(section.Name),
                "the object has no BTF for the section. Compile it with -g");
            yield break;
        }

        var symbols = elf.DefinitionsIn(section, ElfSymbolType.Object).ToLookup(symbol => symbol.Name);
        foreach (var variable in types.Variables(data))
        {
            if (types[variable.Type] is not { Kind: BtfKind.Variable } type || symbols[type.Name].FirstOrDefault() is not { } symbol)
            {
                problems.Add(
                    Rules.BadMapDefinition,
                    $"map {Printable.Name(types[variable.Type]?.Name ?? "")}",
                    Printable.Name(section.Name),
                    "the section has no symbol of this name");
            }
            else if (BtfMapDefinitionReader.Read(types, section, symbol, type.SizeOrType, problems) is { } definition)
            {
                yield return definition;
            }
        }
    }
}
