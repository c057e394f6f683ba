using BpfGen.Generator.Collections;

namespace BpfGen.Generator.Model;

/// <summary>
/// A function of an object. The loader builds programs from functions. All instruction indexes count from the function's first instruction.
/// </summary>
/// <param name="Name">The function's name in the source code.</param>
/// <param name="Instructions">
/// The instructions as 64-bit integers, read in the object's byte order. A machine with that byte order writes the same bytes back to
/// memory.
/// </param>
/// <param name="Relocations">The relocations that the loader resolves, in the order of the instructions.</param>
/// <param name="HelperCalls">The kernel helpers that the function calls. Each helper is listed once, with its first call.</param>
internal sealed record FunctionModel(
    string Name,
    EquatableArray<ulong> Instructions,
    EquatableArray<Relocation> Relocations,
    EquatableArray<HelperCall> HelperCalls)
{
    /// <summary>The debug information for the kernel.</summary>
    public CodeInformation Information { get; init; } = CodeInformation.None;

    /// <summary>The features of newer kernels that the instructions use.</summary>
    public CodeFeatures Features { get; init; }

    /// <summary>The jump tables of the function's indirect jumps.</summary>
    public EquatableArray<JumpTableModel> JumpTables { get; init; } = [];
}
