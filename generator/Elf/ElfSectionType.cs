namespace BpfGen.Generator.Elf;

/// <summary>The type of a section (<c>sh_type</c>).</summary>
internal enum ElfSectionType : uint
{
    Null = 0,
    ProgramBits = 1,
    SymbolTable = 2,
    StringTable = 3,
    RelocationsWithAddend = 4,
    NoBits = 8,
    Relocations = 9,
}
