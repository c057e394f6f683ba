namespace BpfGen.Generator.Elf;

/// <summary>The ELF constants that eBPF objects use. Their names follow the names in <c>elf.h</c>.</summary>
internal static class ElfConstants
{
    /// <summary>The section that holds subprograms: the functions that programs call.</summary>
    public const string TextSection = ".text";

    public const int HeaderSize = 64;
    public const int SectionHeaderSize = 64;
    public const int SymbolSize = 24;
    public const int RelocationSize = 16;

    public const byte ElfClass64 = 2;
    public const byte DataLittleEndian = 1;
    public const byte DataBigEndian = 2;

    public const ushort TypeRelocatable = 1;
    public const ushort MachineNone = 0;
    public const ushort MachineBpf = 247;

    public const ushort SectionIndexUndefined = 0;
    public const ushort SectionIndexReserved = 0xff00;
    public const ushort SectionIndexExtended = 0xffff;
}
