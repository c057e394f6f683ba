using System;

namespace BpfGen.Kernel.Tests.Support;

/// <summary>Something to be seen on a kernel.</summary>
/// <param name="Name">Its name, in the words of the field: <c>fentry</c>.</param>
/// <param name="Run">Shows that it works, and throws where it does not.</param>
internal sealed record Case(string Name, Action Run)
{
    /// <summary>What it takes of the kernel; on one that does not have it, <see cref="Refusal"/> is what is to be seen.</summary>
    public Need Need { get; init; } = Need.Nothing;

    /// <summary>Does it all the same, on a kernel that cannot; the error has to say so.</summary>
    public Action? Refusal { get; init; }

    /// <summary>What the message of the error has to say on such a kernel.</summary>
    public string RefusedWith { get; init; } = "";
}
