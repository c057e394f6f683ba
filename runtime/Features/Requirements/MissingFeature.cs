using System;
using BpfGen.Interop;

namespace BpfGen;

/// <summary>Something that a map or program requires and the running kernel lacks.</summary>
/// <param name="Name">The name of the map or program in the object: <c>on_exec</c>.</param>
/// <param name="IsMap">True for a map, false for a program.</param>
/// <param name="Reason">The missing feature, in sentences.</param>
/// <param name="Kernel">The first mainline kernel that has the feature; null if it is unknown.</param>
public sealed record MissingFeature(string Name, bool IsMap, string Reason, Version? Kernel)
{
    /// <summary>
    /// The error that prevented the check for the feature, such as a missing permission; null if the check found that the kernel lacks the
    /// feature.
    /// </summary>
    public BpfException? Failure { get; init; }

    internal static MissingFeature Of(string name, bool isMap, KernelRequirement feature) => new(
        name, isMap, $"It {feature.Reason}. The kernel is Linux {RunningKernel.Version.ToString(2)}.", feature.Kernel);

    /// <summary>Returns a sentence for users, such as <c>Program 'on_exec' requires Linux 5.8. It …</c>.</summary>
    public override string ToString() =>
        $"{(IsMap ? "Map" : "Program")} '{Name}' {Verdict}. {Reason}";

    private string Verdict => Failure is not null ? "could not be checked"
        : Kernel is null ? "is not supported"
        : $"requires Linux {Kernel.ToString(2)}";
}
