using System;

namespace BpfGen.Generator.Elf;

/// <summary>One section of an object file. Its range has been checked: <see cref="Data"/> never leaves the file.</summary>
internal sealed class ElfSection(ElfImage image, int index, string name, ElfSectionType type, ulong flags, int offset, int size, uint link, uint info)
{
    private const ulong FlagExecutable = 4;

    public int Index { get; } = index;

    public string Name { get; } = name;

    public ElfSectionType Type { get; } = type;

    /// <summary>The size in bytes; of a section without bytes in the file (<c>SHT_NOBITS</c>), what it takes in memory.</summary>
    public int Size { get; } = size;

    /// <summary>The section that this one leans on: the string table of a symbol table.</summary>
    public uint Link { get; } = link;

    /// <summary>For relocations, the section that they apply to.</summary>
    public uint Info { get; } = info;

    public bool IsExecutable => (flags & FlagExecutable) != 0;

    /// <summary>The bytes in the file: none for <c>SHT_NOBITS</c>.</summary>
    public ReadOnlySpan<byte> Data => Type == ElfSectionType.NoBits ? default : image.Slice(offset, Size);
}
