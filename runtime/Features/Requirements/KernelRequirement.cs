using System;
using BpfGen.Interop;

namespace BpfGen;

/// <summary>A feature of the kernel that a map or program requires.</summary>
/// <param name="Kernel">The first mainline kernel that has the feature.</param>
/// <param name="Reason">The use of the feature, whose subject is the map or program: <c>contains a loop</c>.</param>
public sealed record KernelRequirement(Version Kernel, string Reason)
{
    /// <summary>Whether the running kernel is older.</summary>
    internal bool IsMissing => RunningKernel.Version < Kernel;

    internal MissingFeature ToMissing(string subject) =>
        new(subject, $"It {Reason}. The kernel is Linux {RunningKernel.Version.ToString(2)}.", Kernel);
}

/// <summary>A feature that a map or program requires and the running kernel lacks.</summary>
/// <param name="Subject">The map or program: <c>program 'on_exec'</c>.</param>
/// <param name="Reason">The feature, as a sentence.</param>
/// <param name="Kernel">The first mainline kernel that has the feature; null if it is unknown.</param>
public sealed record MissingFeature(string Subject, string Reason, Version? Kernel);
