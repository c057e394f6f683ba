using BpfGen.KernelFacts;

namespace BpfGen.Generator.Model;

/// <summary>A part of a program that works on one architecture only.</summary>
/// <param name="Architecture">The architecture.</param>
/// <param name="Use">The program's action, as a predicate: <c>reads 'struct pt_regs.di'</c>.</param>
/// <param name="IsTarget">
/// Whether only the attach target in the program's section depends on the architecture, so that the program loads on every architecture.
/// </param>
/// <param name="Fix">A sentence with the fix; null if the fix is to compile the program for the other architecture.</param>
internal sealed record ArchitectureUse(CpuArchitecture Architecture, string Use, bool IsTarget = false, string? Fix = null)
{
    /// <summary>
    /// Whether the object has programs for several architectures. The project may choose among them when it loads the object.
    /// </summary>
    public bool IsOneOfSeveral { get; init; }
}
