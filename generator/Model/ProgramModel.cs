using BpfGen.Generator.Collections;

namespace BpfGen.Generator.Model;

/// <summary>A linked program of an object.</summary>
/// <param name="Name">The program's name: the name of its main function in the source code.</param>
/// <param name="Section">The name of the program's section, without a leading <c>?</c>.</param>
/// <param name="Kind">The kind of program, derived from its section name.</param>
/// <param name="Functions">
/// The functions of the program, in load order: indexes in <see cref="ObjectModel.Functions"/>. The main function is the first.
/// </param>
/// <param name="InstructionCount">The number of instructions of all these functions.</param>
/// <param name="HelperCalls">The kernel helpers that the program calls. Each helper is listed once, with its first call.</param>
internal sealed record ProgramModel(
    string Name,
    string Section,
    ProgramKind Kind,
    EquatableArray<int> Functions,
    int InstructionCount,
    EquatableArray<HelperCall> HelperCalls)
{
    /// <summary>
    /// Whether the program is loaded by default: its section name does not start with <c>?</c>. Load options can override this default.
    /// </summary>
    public bool AutoLoad { get; init; } = true;

    /// <summary>The name of the C# property that the project sets for the program; null if the project sets none.</summary>
    public string? Member { get; init; }

    /// <summary>The program's use of something that only one architecture has; null if it has no such use.</summary>
    public ArchitectureUse? Architecture { get; init; }
}
