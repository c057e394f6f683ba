using System;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;

namespace BpfGen.Symbols;

/// <summary>Finds the name of the kernel function of a system call.</summary>
internal static class SystemCallFunction
{
    /// <summary>
    /// The architecture in the names of system call wrappers, which Linux 4.17 introduced: <c>x64</c> in <c>__x64_sys_openat</c>. Null if
    /// this architecture has no wrappers.
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

    /// <summary>
    /// Whether the kernel was built with system call wrappers. Then every system call has a wrapper, so checking one system call is enough.
    /// </summary>
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
