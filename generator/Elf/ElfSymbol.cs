namespace BpfGen.Generator.Elf;

/// <summary>A symbol of an object file.</summary>
/// <param name="Index">The index in the symbol table, which relocations refer to.</param>
/// <param name="Name">The name; usually empty for a section symbol.</param>
/// <param name="Type">The kind of symbol.</param>
/// <param name="Binding">The visibility to other object files.</param>
/// <param name="Section">The index of the section that defines the symbol, 0 (<c>SHN_UNDEF</c>), or a reserved index.</param>
/// <param name="Value">The offset of the symbol in its section, in bytes.</param>
/// <param name="Size">The size in bytes.</param>
/// <param name="IsHidden">Whether the symbol is visible in this object only (<c>STV_HIDDEN</c> or <c>STV_INTERNAL</c>).</param>
internal sealed record ElfSymbol(
    int Index, string Name, ElfSymbolType Type, ElfSymbolBinding Binding, ushort Section, ulong Value, ulong Size, bool IsHidden)
{
    public bool IsUndefined => Section == ElfConstants.SectionIndexUndefined;
}

/// <summary>The kind of a symbol (<c>STT_…</c>).</summary>
internal enum ElfSymbolType : byte
{
    None = 0,
    Object = 1,
    Function = 2,
    Section = 3,
    File = 4,
}

/// <summary>The visibility of a symbol to other object files (<c>STB_…</c>).</summary>
internal enum ElfSymbolBinding : byte
{
    Local = 0,
    Global = 1,
    Weak = 2,
}
