using System;
using System.IO;
using System.Runtime.InteropServices;

namespace BpfGen.Kernel.Tests.Support;

/// <summary>A requirement that the kernel must meet for a test case.</summary>
/// <param name="Description">The requirement in words.</param>
/// <param name="IsMet">Whether the running kernel meets the requirement.</param>
internal sealed record Need(string Description, Func<bool> IsMet)
{
    public static Need Nothing { get; } = new("nothing", () => true);

    public static bool IsArm { get; } = RuntimeInformation.ProcessArchitecture == Architecture.Arm64;

    /// <summary>
    /// The requirement of programs that attach to kernel functions by BTF (fentry, LSM). On arm64, they require a newer kernel than on
    /// x86-64.
    /// </summary>
    public static Need Trampolines => IsArm ? Linux(6, 4) : Nothing;

    public static Need Linux(int major, int minor) =>
        new($"Linux {major}.{minor}", () => Environment.OSVersion.Version >= new Version(major, minor));

    /// <summary>
    /// Adds a requirement for a kernel build option, which is met if a kernel function exists that depends on the option.
    /// </summary>
    public Need AndOption(string option, string function) =>
        new(
            $"{Description} with {option}",
            () => IsMet() && File.ReadAllText("/proc/kallsyms").Contains($" {function}\n", StringComparison.Ordinal));
}
