using System.Collections.Generic;
using System.Linq;

namespace BpfGen.Generator.Elf;

/// <summary>An object file taken apart: its sections, symbols and relocations, every range checked.</summary>
internal sealed class ElfObject(
    ElfImage image,
    IReadOnlyList<ElfSection> sections,
    IReadOnlyList<ElfSymbol> symbols,
    IReadOnlyDictionary<int, IReadOnlyList<ElfRelocation>> relocations)
{
    private readonly ILookup<int, ElfSymbol> _symbolsBySection = symbols
        .Where(symbol => symbol.Type is not (ElfSymbolType.Section or ElfSymbolType.File))
        .OrderBy(symbol => symbol.Value)
        .ToLookup(symbol => (int)symbol.Section);

    public ElfImage Image { get; } = image;

    /// <summary>The sections by index; the first is the null section.</summary>
    public IReadOnlyList<ElfSection> Sections { get; } = sections;

    public IReadOnlyList<ElfSymbol> Symbols { get; } = symbols;

    /// <summary>The relocations that apply to a section, in the order of their offsets.</summary>
    public IReadOnlyList<ElfRelocation> RelocationsOf(ElfSection section) =>
        relocations.TryGetValue(section.Index, out var found) ? found : [];

    /// <summary>The symbols defined in a section, section symbols left out, in the order of their offsets.</summary>
    public IEnumerable<ElfSymbol> SymbolsIn(ElfSection section) => _symbolsBySection[section.Index];
}
