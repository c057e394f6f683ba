using System;

namespace BpfGen.Kernel.Tests.Support;

/// <summary>A test case that runs on several kernels.</summary>
/// <param name="Name">The name of the case, for example <c>fentry</c>.</param>
/// <param name="Run">Runs the case; throws if the feature does not work.</param>
internal sealed record Case(string Name, Action Run)
{
    /// <summary>
    /// The requirement of the case on the kernel. If the kernel does not meet the requirement, <see cref="Refusal"/> runs instead.
    /// </summary>
    public Need Need { get; init; } = Need.Nothing;

    /// <summary>
    /// Uses the feature on a kernel without it, and must fail with a <see cref="BpfException"/>. If null, the case is skipped on such a
    /// kernel.
    /// </summary>
    public Action? Refusal { get; init; }

    /// <summary>The text that the message of that exception must contain.</summary>
    public string RefusedWith { get; init; } = "";
}
