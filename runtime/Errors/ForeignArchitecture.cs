using System;
using System.Runtime.InteropServices;
using BpfGen.Interop;
using BpfGen.KernelFacts;

namespace BpfGen.Errors;

/// <summary>Explains failures of programs and hooks that were made for an architecture other than this machine's.</summary>
internal static class ForeignArchitecture
{
    /// <summary>Explains why a program cannot work here.</summary>
    /// <param name="use">
    /// The program's action that works on one architecture only, as a predicate: <c>reads 'struct pt_regs.di'</c>.
    /// </param>
    /// <param name="needed">The architecture on which it works.</param>
    /// <param name="actual">The architecture of this machine.</param>
    /// <returns>The explanation; null if the program can work here.</returns>
    public static string? Explain(string use, Architecture needed, Architecture actual) =>
        CpuArchitectures.IsForeign((CpuArchitecture)needed, (CpuArchitecture)actual)
            ? $"The program {use}. "
                + $"Only {CpuArchitectures.NameOf((CpuArchitecture)needed)} has that, "
                + $"but this machine is {CpuArchitectures.NameOf((CpuArchitecture)actual)}. "
                + $"{CpuArchitectures.HowToCompile((CpuArchitecture)actual)}"
            : null;

    /// <summary>Explains why a program cannot be attached to a kernel function by BTF (fentry, lsm).</summary>
    /// <returns>A sentence; null if the kernel's version and architecture are not the reason.</returns>
    public static string? Trampolines() => Trampolines(RunningKernel.Version, RuntimeInformation.ProcessArchitecture);

    /// <summary>Explains why a program cannot be attached to a kernel function by BTF (fentry, lsm).</summary>
    /// <param name="kernel">The version of the kernel.</param>
    /// <param name="actual">The architecture of this machine.</param>
    /// <returns>A sentence; null if the kernel's version and architecture are not the reason.</returns>
    public static string? Trampolines(Version kernel, Architecture actual) => TooOld(
        "programs that attach to kernel functions by BTF (fentry, fexit, fmod_ret, lsm)", FirstKernels.TrampolinesOnArm64, kernel, actual);

    /// <summary>Explains why a program cannot replace a function of another program or of the kernel (freplace, struct_ops).</summary>
    /// <returns>A sentence; null if the kernel's version and architecture are not the reason.</returns>
    public static string? Replacements() => TooOld(
        "programs that replace functions (freplace, struct_ops)",
        FirstKernels.ReplacementsOnArm64,
        RunningKernel.Version,
        RuntimeInformation.ProcessArchitecture);

    private static string? TooOld(string feature, Version first, Version kernel, Architecture actual) =>
        actual == Architecture.Arm64 && kernel < first
            ? $"Linux {kernel.ToString(2)} is too old for {feature} on arm64, which came with Linux {first.ToString(2)}."
            : null;

    /// <summary>Explains why the kernel has no function for a system call: the function's name belongs to another architecture.</summary>
    /// <param name="function">The name of the function, or a pattern.</param>
    /// <returns>A sentence with a space before it; empty if the name does not belong to another architecture.</returns>
    public static string SystemCall(string function) => SystemCall(function, RuntimeInformation.ProcessArchitecture);

    /// <summary>Explains why the kernel has no function for a system call: the function's name belongs to another architecture.</summary>
    /// <param name="function">The name of the function, or a pattern.</param>
    /// <param name="actual">The architecture of this machine.</param>
    /// <returns>A sentence with a space before it; empty if the name does not belong to another architecture.</returns>
    public static string SystemCall(string function, Architecture actual) =>
        CpuArchitectures.OfSystemCall(function, out var call) is { } needed && needed != (CpuArchitecture)actual
            ? $" The name is that of {CpuArchitectures.NameOf(needed)}, "
                + $"and this machine is {CpuArchitectures.NameOf((CpuArchitecture)actual)}. "
                + $"SEC(\"ksyscall/{call}\") and AttachToSystemCall(\"{call}\") find the function on each architecture."
            : "";

    /// <summary>Explains why a probe cannot be at an offset: the offset is inside an instruction.</summary>
    /// <param name="offset">The offset in bytes.</param>
    /// <returns>A sentence; null if an instruction may begin there.</returns>
    public static string? Offset(ulong offset) => Offset(offset, RuntimeInformation.ProcessArchitecture);

    /// <summary>Explains why a probe cannot be at an offset: the offset is inside an instruction.</summary>
    /// <param name="offset">The offset in bytes.</param>
    /// <param name="actual">The architecture of this machine.</param>
    /// <returns>A sentence; null if an instruction may begin there.</returns>
    public static string? Offset(ulong offset, Architecture actual)
    {
        ulong size = actual switch
        {
            Architecture.Arm64 or Architecture.Ppc64le or Architecture.LoongArch64 => 4,
            Architecture.S390x or Architecture.RiscV64 => 2,
            _ => 1,
        };
        return offset % size == 0 ? null
            : $"No instruction begins at offset {offset}: on {CpuArchitectures.NameOf((CpuArchitecture)actual)}, instructions begin at "
                + $"multiples of {size}.";
    }
}
