using BpfGen.Generator.Elf;
using BpfGen.Generator.Model;

namespace BpfGen.Generator.Linking;

/// <summary>A function in the object file: the main function of a program, or a subprogram.</summary>
/// <param name="Name">The function's name.</param>
/// <param name="Section">The section that contains the function.</param>
/// <param name="Start">The offset of the function's code in the section, in bytes.</param>
/// <param name="Size">The size of the code in bytes: a multiple of the instruction size, and not zero.</param>
internal sealed record CodeFunction(string Name, ElfSection Section, int Start, int Size)
{
    /// <summary>The section of subprograms. A global function in any other section is a program.</summary>
    public const string SubprogramSection = ElfConstants.TextSection;

    /// <summary>
    /// Whether the function is visible outside its source file. The verifier checks such a function separately from its callers.
    /// </summary>
    public bool IsGlobal { get; init; }

    /// <summary>Whether the function is <c>static</c>: other source files can have another function of the same name.</summary>
    public bool IsStatic { get; init; }

    /// <summary>The project's settings for the function; null if the project has none.</summary>
    public ProgramRequest? Request { get; init; }

    /// <summary>
    /// The section name that determines the program's type: the name that the project sets, or, if it sets none, the name of the function's
    /// section.
    /// </summary>
    public string SectionName => Request?.Section ?? Section.Name;

    /// <summary>Whether the project skips the program.</summary>
    public bool IsSkipped => Request is { IsSkipped: true };

    /// <summary>Whether an instruction calls the function or loads its address.</summary>
    public bool IsCalled { get; init; }

    /// <summary>
    /// Whether the function is a subprogram: a part of programs, but not a program itself. If the project sets a section name for a
    /// function, the function is a program. A static function in any section is a subprogram if it is called, as in cilium/ebpf. If nothing
    /// calls a static function, the function is a program: its author kept it with <c>__attribute__((used))</c>, because the compiler
    /// removes other unused static functions.
    /// </summary>
    public bool IsSubprogram => Request?.Section is null && (Section.Name == SubprogramSection || (IsStatic && IsCalled));

    public int End => Start + Size;

    public int Slots => Size / Instruction.Size;
}
