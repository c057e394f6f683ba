using System;
using System.Runtime.InteropServices;

namespace BpfGen.Interop;

/// <summary>
/// The numbers of the system calls that some versions of libc have no function for. The numbers differ between architectures.
/// </summary>
internal static class SyscallNumbers
{
    /// <summary>The number of <c>openat2</c>, which is the same on every architecture.</summary>
    public const nint OpenIn = 437;

    /// <summary>Whether this architecture has its own values for <c>O_DIRECTORY</c> and <c>O_NOFOLLOW</c>, as Arm and PowerPC do.</summary>
    public static bool HasArmOpenFlags { get; } =
        RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm or Architecture.Ppc64le;

    public static long Bpf { get; } = RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => 321,
        Architecture.X86 => 357,
        Architecture.Arm => 386,
        Architecture.Arm64 or Architecture.RiscV64 or Architecture.LoongArch64 => 280,
        Architecture.S390x => 351,
        Architecture.Ppc64le => 361,
        var other => throw Unknown(other),
    };

    public static long PerfEventOpen { get; } = RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => 298,
        Architecture.X86 => 336,
        Architecture.Arm => 364,
        Architecture.Arm64 or Architecture.RiscV64 or Architecture.LoongArch64 => 241,
        Architecture.S390x => 331,
        Architecture.Ppc64le => 319,
        var other => throw Unknown(other),
    };

    public static long FileStatus { get; } = RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => 332,
        Architecture.X86 or Architecture.Ppc64le => 383,
        Architecture.Arm => 397,
        Architecture.Arm64 or Architecture.RiscV64 or Architecture.LoongArch64 => 291,
        Architecture.S390x => 379,
        var other => throw Unknown(other),
    };

    private static PlatformNotSupportedException Unknown(Architecture architecture) =>
        new($"BpfGen does not support Linux on {architecture}: the system call numbers of this architecture are unknown.");
}
