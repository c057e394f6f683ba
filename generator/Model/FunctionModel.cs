using BpfGen.Generator.Collections;

namespace BpfGen.Generator.Model;

/// <summary>A function that an object's programs are put together of. All numbers of instructions count from its own start.</summary>
/// <param name="Name">Its name in the source.</param>
/// <param name="Instructions">
/// Its instructions, eight bytes each, read in the object's own byte order: written out as numbers they have the right bytes in memory on
/// any machine that the object can run on.
/// </param>
/// <param name="Relocations">What they want at load, in their order.</param>
/// <param name="HelperCalls">The helpers that it calls, each once, at its first call.</param>
internal sealed record FunctionModel(
    string Name,
    EquatableArray<ulong> Instructions,
    EquatableArray<Relocation> Relocations,
    EquatableArray<HelperCall> HelperCalls)
{
    /// <summary>What the kernel is told of the instructions.</summary>
    public CodeInformation Information { get; init; } = CodeInformation.None;

    /// <summary>Where its indirect jumps go.</summary>
    public EquatableArray<JumpTableModel> JumpTables { get; init; } = [];
}
