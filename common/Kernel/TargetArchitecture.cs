using System;
using System.Collections.Generic;

namespace BpfGen.KernelFacts;

/// <summary>An architecture whose registers and kernel types a probe can depend on.</summary>
/// <param name="Architecture">The architecture.</param>
/// <param name="Runtime">The name in a RuntimeIdentifier: <c>x64</c>.</param>
/// <param name="Folders">The names that eBPF projects give to the folder with the <c>vmlinux.h</c> of the architecture.</param>
/// <param name="System">The folder with the architecture's headers in <c>/usr/include</c> of Debian and Ubuntu.</param>
internal sealed record TargetArchitecture(
    CpuArchitecture Architecture, string Runtime, IReadOnlyList<string> Folders, string System)
{
    private static readonly TargetArchitecture[] Known =
    [
        new(CpuArchitecture.X64, "x64", ["x86", "x86_64", "amd64"], "x86_64-linux-gnu"),
        new(CpuArchitecture.Arm64, "arm64", ["arm64", "aarch64"], "aarch64-linux-gnu"),
        new(CpuArchitecture.Arm, "arm", ["arm"], "arm-linux-gnueabihf"),
        new(CpuArchitecture.S390x, "s390x", ["s390x", "s390"], "s390x-linux-gnu"),
        new(CpuArchitecture.Ppc64le, "ppc64le", ["powerpc", "ppc64le"], "powerpc64le-linux-gnu"),
        new(CpuArchitecture.RiscV64, "riscv64", ["riscv64", "riscv"], "riscv64-linux-gnu"),
        new(CpuArchitecture.LoongArch64, "loongarch64", ["loongarch64", "loongarch"], "loongarch64-linux-gnu"),
    ];

    public static IReadOnlyList<TargetArchitecture> All => Known;

    /// <summary>The names of all architectures as in a RuntimeIdentifier, for messages.</summary>
    public static string Names => string.Join(", ", Array.ConvertAll(Known, architecture => architecture.Runtime));

    /// <summary>The name in the macro <c>__TARGET_ARCH_…</c> and in the names of objects: <c>x86</c>.</summary>
    public string Macro => CpuArchitectures.MacroOf(Architecture);

    /// <summary>Whether the architecture is big-endian. s390x is the only big-endian architecture that .NET supports.</summary>
    public bool IsBigEndian => Architecture == CpuArchitecture.S390x;

    /// <summary>The target of clang for the byte order of the architecture.</summary>
    public string Target => IsBigEndian ? "bpfeb" : "bpfel";

    /// <summary>Finds an architecture by any of its names; null if no architecture has the name.</summary>
    public static TargetArchitecture? Find(string name)
    {
        var wanted = name.Trim();
        return Array.Find(Known, architecture => architecture.IsNamed(wanted));
    }

    /// <summary>
    /// Finds the architecture of a RuntimeIdentifier such as <c>linux-musl-arm64</c>, or of a PlatformTarget such as <c>x64</c>; null if
    /// the identifier contains no architecture on which Linux runs.
    /// </summary>
    public static TargetArchitecture? OfRuntime(string identifier)
    {
        var name = identifier.Substring(identifier.LastIndexOf('-') + 1);
        return Array.Find(Known, architecture => architecture.Runtime.Equals(name, StringComparison.OrdinalIgnoreCase));
    }

    private bool IsNamed(string name)
    {
        foreach (var folder in Folders)
        {
            if (folder.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return Runtime.Equals(name, StringComparison.OrdinalIgnoreCase) || Macro.Equals(name, StringComparison.OrdinalIgnoreCase);
    }
}
