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

    /// <summary>
    /// What is defined in a section, in the order of the offsets. Where several symbols name one range, as Zig's debug information and aliases
    /// make them, the one that others can see stands for all.
    /// </summary>
    public IEnumerable<ElfSymbol> DefinitionsIn(ElfSection section, ElfSymbolType type) => _symbolsBySection[section.Index]
        .Where(symbol => symbol.Type == type || (symbol.Type == ElfSymbolType.None && type == ElfSymbolType.Object))
        .GroupBy(symbol => (symbol.Value, symbol.Size))
        .Select(range => range.OrderBy(symbol => symbol.Binding == ElfSymbolBinding.Local).First());
}
