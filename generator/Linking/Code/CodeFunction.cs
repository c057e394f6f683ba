using BpfGen.Generator.Elf;

namespace BpfGen.Generator.Linking;

/// <summary>A function where it stands in its section: a program, or one that programs call.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Section">The section.</param>
/// <param name="Start">Where its code begins in the section, in bytes.</param>
/// <param name="Size">The size of its code in bytes: a whole number of instructions, and not zero.</param>
internal sealed record CodeFunction(string Name, ElfSection Section, int Start, int Size)
{
    /// <summary>The section of the functions that programs call; what stands in any other is a program.</summary>
    public const string SubprogramSection = ElfConstants.TextSection;

    /// <summary>It can be seen outside its source file, and by the verifier for itself.</summary>
    public bool IsGlobal { get; init; }

    public bool IsSubprogram => Section.Name == SubprogramSection;

    public int End => Start + Size;

    public int Slots => Size / Instruction.Size;
}
