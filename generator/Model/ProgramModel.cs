using BpfGen.Generator.Collections;

namespace BpfGen.Generator.Model;

/// <summary>A program that an object holds, linked.</summary>
/// <param name="Name">Its name in the source: that of its function.</param>
/// <param name="Section">The section it stands in, which says what kind of program it is; without the <c>?</c> that its name may begin with.</param>
/// <param name="Kind">What its section's name means to the kernel.</param>
/// <param name="Functions">What it is put together of, in this order: indexes in <see cref="ObjectModel.Functions"/>, its own function first.</param>
/// <param name="InstructionCount">How many instructions these have together.</param>
/// <param name="HelperCalls">The helpers it calls, each once, at its first call.</param>
internal sealed record ProgramModel(
    string Name,
    string Section,
    ProgramKind Kind,
    EquatableArray<int> Functions,
    int InstructionCount,
    EquatableArray<HelperCall> HelperCalls)
{
    /// <summary>It is loaded unless the options of the load say something else: its section's name does not begin with <c>?</c>.</summary>
    public bool AutoLoad { get; init; } = true;
}
