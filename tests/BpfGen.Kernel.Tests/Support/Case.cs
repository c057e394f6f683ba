using System;

namespace BpfGen.Kernel.Tests.Support;

/// <summary>A test case that runs on several kernels.</summary>
/// <param name="Name">The name of the case, for example <c>fentry</c>.</param>
/// <param name="Run">The action that runs the case. It throws if the feature does not work.</param>
internal sealed record Case(string Name, Action Run)
{
    /// <summary>
    /// What the kernel must support for the case. If the kernel does not meet this requirement, <see cref="Refusal"/> runs in place of
    /// <see cref="Run"/>.
    /// </summary>
    public Need Need { get; init; } = Need.Nothing;

    /// <summary>
    /// The action that runs on a kernel without the feature, and must fail with a <see cref="BpfException"/>. If it is null, the case is
    /// skipped on such a kernel.
    /// </summary>
    public Action? Refusal { get; init; }

    /// <summary>A text that the message of the exception from <see cref="Refusal"/> must contain.</summary>
    public string RefusedWith { get; init; } = "";

    /// <summary>
    /// Expects an error on arm64 kernels before Linux 6.4, because they cannot attach programs to kernel functions by BTF.
    /// </summary>
    public Case ByTrampoline() => Need.IsMet() && !Need.Trampolines.IsMet()
        ? this with { Need = Need.Trampolines, Refusal = Run, RefusedWith = "on arm64, which came with Linux 6.4" }
        : this;

    /// <summary>Expects an error on arm64 kernels before Linux 6.0, because their programs cannot replace functions.</summary>
    public Case ByReplacement() => Need.IsArm && !Need.Linux(6, 0).IsMet()
        ? this with { Need = Need.Linux(6, 0), Refusal = Run, RefusedWith = "on arm64, which came with Linux 6.0" }
        : this;
}
