using System;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;

namespace BpfGen.Symbols;

/// <summary>Finds the name of the kernel function of a system call.</summary>
internal static class SystemCallFunction
{
    /// <summary>
    /// Since Linux 4.17, system calls of most architectures have a wrapper that takes the registers: <c>__x64_sys_openat</c>.
    /// </summary>
    private static readonly string? Wrapper = RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => "x64",
        Architecture.X86 => "ia32",
        Architecture.Arm64 => "arm64",
        Architecture.S390x => "s390x",
        Architecture.RiscV64 => "riscv",
        Architecture.Ppc64le => "powerpc",
        Architecture.LoongArch64 => "loongarch",
        _ => null,
    };

    private static readonly Lazy<bool> HasWrappers = new(FindWrapper);

    public static string Of(string systemCall) => HasWrappers.Value ? $"__{Wrapper}_sys_{systemCall}" : $"__se_sys_{systemCall}";

    /// <summary>Whether the kernel was built with wrappers. If one system call has a wrapper, all have.</summary>
    private static bool FindWrapper()
    {
        try
        {
            return Wrapper is not null
                && File.ReadLines("/proc/kallsyms").Any(line => line.EndsWith($" __{Wrapper}_sys_bpf", StringComparison.Ordinal));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Wrapper is not null;
        }
    }
}
