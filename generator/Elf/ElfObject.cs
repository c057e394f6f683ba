using System.Collections.Generic;
using System.Linq;

namespace BpfGen.Generator.Elf;

/// <summary>A parsed object file: sections, symbols and relocations. The ranges of all sections are inside the file.</summary>
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
    /// Gets the symbols of a type that are defined in a section, ordered by offset. One range can have several symbols, because of aliases
    /// or Zig's debug information. Only one symbol of each range is returned: a non-local symbol if there is one.
    /// </summary>
    public IEnumerable<ElfSymbol> DefinitionsIn(ElfSection section, ElfSymbolType type) => _symbolsBySection[section.Index]
        .Where(symbol => symbol.Type == type || (symbol.Type == ElfSymbolType.None && type == ElfSymbolType.Object))
        .GroupBy(symbol => (symbol.Value, symbol.Size))
        .Select(range => range.OrderBy(symbol => symbol.Binding == ElfSymbolBinding.Local).First());
}
