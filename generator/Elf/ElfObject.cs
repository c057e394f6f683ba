using System.Collections.Generic;
using System.Linq;

namespace BpfGen.Generator.Elf;

/// <summary>A parsed object file: sections, symbols and relocations. All ranges have been checked.</summary>
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

    /// <summary>The sections by index. The first one is the null section.</summary>
    public IReadOnlyList<ElfSection> Sections { get; } = sections;

    public IReadOnlyList<ElfSymbol> Symbols { get; } = symbols;

    /// <summary>Gets the relocations that apply to a section, ordered by offset.</summary>
    public IReadOnlyList<ElfRelocation> RelocationsOf(ElfSection section) =>
        relocations.TryGetValue(section.Index, out var found) ? found : [];

    /// <summary>
    /// Gets the symbols of a type that are defined in a section, ordered by offset. Aliases and Zig's debug information give one range
    /// several symbols. Only one symbol of a range is returned, and a non-local symbol is preferred.
    /// </summary>
    public IEnumerable<ElfSymbol> DefinitionsIn(ElfSection section, ElfSymbolType type) => _symbolsBySection[section.Index]
        .Where(symbol => symbol.Type == type || (symbol.Type == ElfSymbolType.None && type == ElfSymbolType.Object))
        .GroupBy(symbol => (symbol.Value, symbol.Size))
        .Select(range => range.OrderBy(symbol => symbol.Binding == ElfSymbolBinding.Local).First());
}
