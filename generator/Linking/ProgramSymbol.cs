using BpfGen.Generator.Elf;
using BpfGen.Generator.Model;

namespace BpfGen.Generator.Linking;

/// <summary>A program where it stands in its section.</summary>
/// <param name="Name">Its function's name.</param>
/// <param name="Section">The section.</param>
/// <param name="Kind">What the section's name says of it.</param>
/// <param name="Start">Where its code begins in the section, in bytes.</param>
/// <param name="Size">The size of its code in bytes: a whole number of instructions, and not zero.</param>
internal sealed record ProgramSymbol(string Name, ElfSection Section, ProgramKind Kind, int Start, int Size)
{
    public int End => Start + Size;
}
