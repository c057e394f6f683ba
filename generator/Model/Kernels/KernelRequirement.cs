using System;

namespace BpfGen.Generator.Model;

/// <summary>A feature of the kernel that a program or map requires.</summary>
/// <param name="Kernel">The first kernel that has the feature.</param>
/// <param name="Reason">
/// The use of the feature, as the predicate of a sentence about the program or map: <c>calls bpf_d_path</c>.
/// </param>
internal sealed record KernelRequirement(Version Kernel, string Reason)
{
    /// <summary>Whether the program requires the feature only because one of its maps requires the feature.</summary>
    public bool IsOfMap { get; init; }

    /// <summary>Whether the required feature is the map type or the program type itself.</summary>
    public bool IsOfType { get; init; }

    /// <summary>Whether the feature is a helper.</summary>
    public bool IsOfHelper { get; init; }
}
