using System;
using System.Collections.Generic;
using System.Linq;
using BpfGen.Kernel.Tests.Support;
using BpfGen.KernelFacts;

namespace BpfGen.Kernel.Tests.Cases;

/// <summary>
/// <see cref="KernelFeatures"/> tries each feature. The results must match the features that the kernel's version is known to have.
/// </summary>
internal static class FeatureCases
{
    /// <summary>
    /// Features that Debian's kernels always include, each with the first kernel version that has the feature, according to the kernel's
    /// history.
    /// </summary>
    private static readonly (KernelFeature Feature, int Major, int Minor)[] FirstKernels =
    [
        (KernelFeature.Btf, 5, 2), (KernelFeature.GlobalData, 5, 2), (KernelFeature.CoreRelocations, 5, 17), (KernelFeature.Kfuncs, 5, 13),
        (KernelFeature.SleepablePrograms, 5, 10), (KernelFeature.XdpFragments, 5, 18), (KernelFeature.AttachCookies, 5, 15),
        (KernelFeature.CgroupLink, 5, 7),
        (KernelFeature.NetworkNamespaceLink, 5, 8), (KernelFeature.XdpLink, 5, 9), (KernelFeature.PerfEventLink, 5, 15),
        (KernelFeature.StructOpsLink, 6, 4),
        (KernelFeature.NetfilterLink, 6, 4), (KernelFeature.TcxLink, 6, 6), (KernelFeature.UprobeMultiLink, 6, 6),
        (KernelFeature.NetkitLink, 6, 7), (KernelFeature.ProgramSignatures, 6, 18),
    ];

    /// <summary>Helpers, a program type that may call each helper, and the first kernel that allows it.</summary>
    private static readonly (int Helper, ProgramType Type, int Major, int Minor)[] Helpers =
    [
        (1, ProgramType.Xdp, 3, 18), (130, ProgramType.Tracing, 5, 8), (130, ProgramType.SocketFilter, 5, 8), (112, ProgramType.Lsm, 5, 7),
        (156, ProgramType.Kprobe, 5, 11), (174, ProgramType.Kprobe, 5, 15), (181, ProgramType.Xdp, 5, 17), (209, ProgramType.Tracing, 6, 1),
    ];

    public static IEnumerable<Case> All =>
    [
        new("features, map types", Maps),
        new("features, program types", Programs),
        new("features, helpers", HelpersByType),
        new("features by name", Named),
        new("features, kprobe.multi", () => Check.Same(
            Need.Linux(5, 18).AndOption("CONFIG_FPROBE", "register_fprobe").IsMet(),
            KernelFeatures.Has(KernelFeature.KprobeMultiLink),
            "kprobe.multi")),
    ];

    private static void Maps() => AllSame(
        Enum.GetValues<MapType>().Where(type => type is not (MapType.Unspecified or MapType.RHash)),
        MapTypeTable.FirstKernel,
        KernelFeatures.Has);

    /// <summary>
    /// Checks the results for all program types except <c>LircMode2</c> (infrared remote controls), which cloud kernels do not support.
    /// </summary>
    private static void Programs() => AllSame(
        Enum.GetValues<ProgramType>().Where(type => type is not (ProgramType.Unspecified or ProgramType.LircMode2)),
        ProgramTypeTable.FirstKernel,
        KernelFeatures.Has);

    private static void HelpersByType() =>
        AllSame(Helpers, row => new Version(row.Major, row.Minor), row => KernelFeatures.Has(row.Type, row.Helper));

    private static void Named() => AllSame(FirstKernels, row => new Version(row.Major, row.Minor), row => KernelFeatures.Has(row.Feature));

    private static void AllSame<T>(IEnumerable<T> items, Func<T, Version?> first, Func<T, bool> has)
    {
        var wrong = items.Where(item => has(item) != (first(item) is not { } version || Environment.OSVersion.Version >= version)).ToList();
        Check.Same("", string.Join(", ", wrong), "features with an unexpected result");
    }
}
