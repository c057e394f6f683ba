using BpfGen.Generator.Elf;

namespace BpfGen.Generator.Linking;

/// <summary>
/// Reads jump tables. Compilers write a jump table for a large <c>switch</c> statement if the target kernel supports indirect jumps.
/// </summary>
internal static class JumpTableReader
{
    /// <summary>The section that contains all jump tables. Each table has its own symbol.</summary>
    public const string Section = ".jumptables";

    private const int EntrySize = sizeof(ulong);

    public static bool Holds(ElfSection section) => section is { Name: Section, Type: ElfSectionType.ProgramBits, IsExecutable: false };

    /// <returns>The reason why the symbol is not a valid table, or null.</returns>
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

    /// <summary>Reads a table. The symbol must be valid: <see cref="Flaw"/> returns null for it.</summary>
    public static JumpTable Read(ElfSection section, ElfSymbol symbol) =>
        new(symbol.Name, symbol.Value, WordConverter.Of(section.Image, section.Data.Slice((int)symbol.Value, (int)symbol.Size)));
}
