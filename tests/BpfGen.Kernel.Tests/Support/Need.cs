using System;
using System.IO;

namespace BpfGen.Kernel.Tests.Support;

/// <summary>A requirement of a case on the kernel.</summary>
/// <param name="Description">The requirement in words.</param>
/// <param name="IsMet">Whether the running kernel meets the requirement.</param>
internal sealed record Need(string Description, Func<bool> IsMet)
{
    public static Need Nothing { get; } = new("nothing", () => true);

    public static Need Linux(int major, int minor) =>
        new($"Linux {major}.{minor}", () => Environment.OSVersion.Version >= new Version(major, minor));

    /// <summary>Also requires a kernel function that exists only if the kernel was built with a certain option.</summary>
    public Need AndOption(string option, string function) =>
        new(
            $"{Description} with {option}",
            () => IsMet() && File.ReadAllText("/proc/kallsyms").Contains($" {function}\n", StringComparison.Ordinal));
}
