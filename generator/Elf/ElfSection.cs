using System;

namespace BpfGen.Generator.Elf;

/// <summary>A section of an object file. Its range was checked by the reader, so <see cref="Data"/> is inside the file.</summary>
internal sealed class ElfSection(
    ElfImage image, int index, string name, ElfSectionType type, ulong flags, int offset, int size, uint link, uint info)
{
    private const ulong FlagAllocated = 2;
    private const ulong FlagExecutable = 4;
    private const ulong FlagStrings = 0x20;

    public ElfImage Image => image;

    public int Index { get; } = index;

    public string Name { get; } = name;

    public ElfSectionType Type { get; } = type;

    /// <summary>The size in bytes. For a section without bytes in the file (<c>SHT_NOBITS</c>), the size in memory.</summary>
    public int Size { get; } = size;

    /// <summary>The index of a related section (<c>sh_link</c>). For a symbol table, this is the index of the string table.</summary>
    public uint Link { get; } = link;

    /// <summary>For a relocation section, the index of the section that the relocations apply to (<c>sh_info</c>).</summary>
    public uint Info { get; } = info;

    public bool IsExecutable => (flags & FlagExecutable) != 0;

    /// <summary>Whether the section is part of the program in memory (<c>SHF_ALLOC</c>). Debug information is not.</summary>
    public bool IsAllocated => (flags & FlagAllocated) != 0;

    /// <summary>Whether the section consists of strings that end with a zero byte (<c>SHF_STRINGS</c>).</summary>
    public bool HoldsStrings => (flags & FlagStrings) != 0;

    /// <summary>The bytes of the section; empty for <c>SHT_NOBITS</c>.</summary>
    public ReadOnlySpan<byte> Data => Type == ElfSectionType.NoBits ? default : image.Slice(offset, Size);
}
