namespace BpfGen.Generator.Elf;

/// <summary>One symbol of an object file.</summary>
/// <param name="Index">Its place in the symbol table, by which relocations name it.</param>
/// <param name="Name">Its name; a section symbol usually has none.</param>
/// <param name="Type">What it stands for.</param>
/// <param name="Binding">Who may see it.</param>
/// <param name="Section">The section it is defined in, or 0 (<c>SHN_UNDEF</c>), or a reserved number.</param>
/// <param name="Value">Its offset in that section, in bytes.</param>
/// <param name="Size">Its size in bytes.</param>
/// <param name="IsHidden">Only this object may see it (<c>STV_HIDDEN</c> or <c>STV_INTERNAL</c>).</param>
internal sealed record ElfSymbol(
    int Index, string Name, ElfSymbolType Type, ElfSymbolBinding Binding, ushort Section, ulong Value, ulong Size, bool IsHidden)
{
    public bool IsUndefined => Section == ElfConstants.SectionIndexUndefined;
}

/// <summary>What a symbol stands for.</summary>
internal enum ElfSymbolType : byte
{
    None = 0,
    Object = 1,
    Function = 2,
    Section = 3,
    File = 4,
}

/// <summary>Who may see a symbol.</summary>
internal enum ElfSymbolBinding : byte
{
    Local = 0,
    Global = 1,
    Weak = 2,
}
