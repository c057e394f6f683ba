using BpfGen.Generator.Elf;
using BpfGen.Generator.Model;

namespace BpfGen.Generator.Linking;

/// <summary>A function in the object file: the main function of a program, or a subprogram.</summary>
/// <param name="Name">The function's name.</param>
/// <param name="Section">The section that contains the function.</param>
/// <param name="Start">The offset of the function's code in the section, in bytes.</param>
/// <param name="Size">The size of the code in bytes. It is a multiple of the instruction size and not zero.</param>
internal sealed record CodeFunction(string Name, ElfSection Section, int Start, int Size)
{
    /// <summary>The section of subprograms. A global function in any other section is a program.</summary>
    public const string SubprogramSection = ElfConstants.TextSection;

    /// <summary>Whether the function is visible outside its source file. The verifier checks such functions on their own.</summary>
    public bool IsGlobal { get; init; }

    /// <summary>Whether the function is <c>static</c>: its name has a meaning only in its source file.</summary>
    public bool IsStatic { get; init; }

    /// <summary>What the project says about the function; null if it says nothing.</summary>
    public ProgramRequest? Request { get; init; }

    /// <summary>The name that states the program's type: the project's, or else that of the section.</summary>
    public string SectionName => Request?.Section ?? Section.Name;

    /// <summary>Whether the project leaves the program out.</summary>
    public bool IsSkipped => Request is { IsSkipped: true };

    /// <summary>Whether an instruction calls the function or loads its address.</summary>
    public bool IsCalled { get; init; }

    /// <summary>
    /// Whether the function can only be part of programs. If the project names a section for it, it is a program. cilium/ebpf lets programs
    /// call functions of any section. A static function that nothing calls was kept by the compiler only because it is a program
    /// (<c>__attribute__((used))</c>).
    /// </summary>
    public bool IsSubprogram => Request?.Section is null && (Section.Name == SubprogramSection || (IsStatic && IsCalled));

    public int End => Start + Size;

    public int Slots => Size / Instruction.Size;
}
