using System;

namespace BpfGen.KernelFacts;

/// <summary>
/// The names of architectures, and the registers and system calls that show for which architecture a program was compiled.
/// </summary>
internal static class CpuArchitectures
{
    /// <summary>
    /// The prefixes of the names of kernel functions for system calls, with their architectures. 64-bit kernels also have the functions for
    /// 32-bit processes.
    /// </summary>
    private static readonly (string Start, CpuArchitecture Architecture)[] SystemCalls =
    [
        ("__x64_sys_", CpuArchitecture.X64),
        ("__ia32_sys_", CpuArchitecture.X64),
        ("__ia32_compat_sys_", CpuArchitecture.X64),
        ("__x32_compat_sys_", CpuArchitecture.X64),
        ("__arm64_sys_", CpuArchitecture.Arm64),
        ("__arm64_compat_sys_", CpuArchitecture.Arm64),
        ("__riscv_sys_", CpuArchitecture.RiscV64),
        ("__s390x_sys_", CpuArchitecture.S390x),
        ("__s390_sys_", CpuArchitecture.S390x),
        ("__powerpc_sys_", CpuArchitecture.Ppc64le),
        ("__loongarch_sys_", CpuArchitecture.LoongArch64),
    ];

    /// <summary>
    /// The members of <c>struct pt_regs</c> that only x86-64 has. Members such as <c>sp</c>, <c>cs</c> and <c>flags</c> are not in the
    /// list, because other architectures have them, too.
    /// </summary>
    private static readonly string[] RegistersOfX64 =
    [
        "r15", "r14", "r13", "r12", "r11", "r10", "r9", "r8", "bp", "bx", "ax", "cx", "dx", "si", "di", "orig_ax", "ip",
    ];

    /// <summary>The members of <c>struct pt_regs</c> and <c>struct user_pt_regs</c> of arm64 that x86-64 does not have.</summary>
    private static readonly string[] RegistersOfArm64 = ["regs", "pc", "pstate", "user_regs", "orig_x0"];

    /// <summary>The name that people use: <c>x86-64</c>, <c>arm64</c>.</summary>
    public static string NameOf(CpuArchitecture architecture) => architecture switch
    {
        CpuArchitecture.X64 => "x86-64",
        CpuArchitecture.Arm => "arm",
        CpuArchitecture.Arm64 => "arm64",
        CpuArchitecture.RiscV64 => "RISC-V",
        CpuArchitecture.Ppc64le => "PowerPC",
        CpuArchitecture.LoongArch64 => "LoongArch",
        _ => "s390x",
    };

    /// <summary>The name in the macro <c>__TARGET_ARCH_…</c> of libbpf's <c>bpf_tracing.h</c>.</summary>
    public static string MacroOf(CpuArchitecture architecture) => architecture switch
    {
        CpuArchitecture.X64 => "x86",
        CpuArchitecture.Arm => "arm",
        CpuArchitecture.RiscV64 => "riscv",
        CpuArchitecture.Ppc64le => "powerpc",
        CpuArchitecture.LoongArch64 => "loongarch",
        CpuArchitecture.S390x => "s390",
        _ => "arm64",
    };

    /// <summary>Returns a sentence for messages about how to compile an object for an architecture.</summary>
    public static string HowToCompile(CpuArchitecture architecture) =>
        $"Compile the object with -D__TARGET_ARCH_{MacroOf(architecture)} and the vmlinux.h of {NameOf(architecture)}.";

    /// <summary>The architecture whose kernel has a function for a system call: arm64 for <c>__arm64_sys_openat</c>.</summary>
    /// <param name="function">The name of the function, or the beginning of a pattern.</param>
    /// <param name="systemCall">The name of the system call; empty if there is no such architecture.</param>
    /// <returns>The architecture; null if the function is not one for a system call.</returns>
    public static CpuArchitecture? OfSystemCall(string function, out string systemCall)
    {
        foreach (var (start, architecture) in SystemCalls)
        {
            if (function.StartsWith(start, StringComparison.Ordinal))
            {
                systemCall = function.Substring(start.Length);
                return architecture;
            }
        }

        systemCall = "";
        return null;
    }

    /// <summary>The architecture that has a register in a struct.</summary>
    /// <param name="type">The name of the struct, without a flavor.</param>
    /// <param name="member">The name of the struct's member.</param>
    /// <returns>The architecture; null if several have the register, or if the struct does not contain registers.</returns>
    public static CpuArchitecture? OfRegister(string type, string member) =>
        type is not ("pt_regs" or "user_pt_regs") ? null
        : type == "pt_regs" && Array.IndexOf(RegistersOfX64, member) >= 0 ? CpuArchitecture.X64
        : Array.IndexOf(RegistersOfArm64, member) >= 0 ? CpuArchitecture.Arm64
        : null;

    /// <summary>
    /// Whether a program that needs one architecture certainly cannot work on another. A program that needs arm64 is certain to fail on
    /// x86-64 only, because other architectures may have registers with the same names as arm64.
    /// </summary>
    public static bool IsForeign(CpuArchitecture needed, CpuArchitecture actual) =>
        needed != actual && (needed != CpuArchitecture.Arm64 || actual == CpuArchitecture.X64);
}
