using System;
using BpfGen.Interop;

namespace BpfGen;

/// <summary>A feature of the kernel that a map or program requires.</summary>
/// <param name="Kernel">The first mainline kernel that has the feature.</param>
/// <param name="Reason">The use of the feature, as the predicate of a sentence about the map or program: <c>contains a loop</c>.</param>
public sealed record KernelRequirement(Version Kernel, string Reason)
{
    /// <summary>Whether the running kernel is older than <see cref="Kernel"/>.</summary>
    internal bool IsMissing => RunningKernel.Version < Kernel;
}
