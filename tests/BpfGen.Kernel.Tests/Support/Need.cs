using System;
using System.IO;

namespace BpfGen.Kernel.Tests.Support;

/// <summary>What a case takes of the kernel.</summary>
/// <param name="What">In words.</param>
/// <param name="IsThere">Whether the running kernel has it.</param>
internal sealed record Need(string What, Func<bool> IsThere)
{
    public static Need Nothing { get; } = new("nothing", () => true);

    public static Need Linux(int major, int minor) => new($"Linux {major}.{minor}", () => Environment.OSVersion.Version >= new Version(major, minor));

    /// <summary>A function that the kernel has only where it was built with an option.</summary>
    public Need AndOption(string option, string function) =>
        new($"{What} with {option}", () => IsThere() && File.ReadAllText("/proc/kallsyms").Contains($" {function}\n", StringComparison.Ordinal));
}
