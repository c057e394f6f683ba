using BpfGen.Generator.Elf;

namespace BpfGen.Generator.Linking;

/// <summary>Reads jump tables: what a compiler makes of a large <c>switch</c>, for kernels that can jump to an address in a register.</summary>
internal static class JumpTableReader
{
    /// <summary>All tables stand in one section, and a symbol says where each of them does.</summary>
    public const string Section = ".jumptables";

    private const int EntrySize = sizeof(ulong);

    public static bool Holds(ElfSection section) => section is { Name: Section, Type: ElfSectionType.ProgramBits, IsExecutable: false };

    /// <returns>What is wrong with the symbol, or null where it names a table.</returns>
    public static string? Flaw(ElfSection section, ElfSymbol symbol)
    {
        var length = (ulong)section.Data.Length;
        return symbol.Size == 0 ? "its symbol has no size"
            : symbol.Value > length || symbol.Size > length - symbol.Value
                ? $"its {symbol.Size} bytes at offset {symbol.Value} do not fit into the section, which has {length} bytes"
            : symbol.Value % EntrySize != 0 || symbol.Size % EntrySize != 0
                ? $"its {symbol.Size} bytes at offset {symbol.Value} are not whole entries of {EntrySize} bytes"
            : null;
    }

    /// <summary>Reads a table whose symbol has no flaw.</summary>
    public static JumpTable Read(ElfImage image, ElfSection section, ElfSymbol symbol) =>
        new(symbol.Name, symbol.Value, WordConverter.Of(image, section.Data.Slice((int)symbol.Value, (int)symbol.Size)));
}
