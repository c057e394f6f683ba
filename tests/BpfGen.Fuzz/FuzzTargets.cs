using System.Collections.Generic;

namespace BpfGen.Fuzz;

/// <summary>The fuzz targets: all code of BpfGen that reads untrusted bytes.</summary>
internal static class FuzzTargets
{
    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new("object", SeedFiles.Objects, ObjectTargets.Read),
        new("code", SeedFiles.Objects, ObjectTargets.Compile),
        new("signing", SeedFiles.Objects, SigningTargets.BuildLoader),
        new("signing-key", SeedFiles.None, SigningTargets.ReadKey, SigningTargets.Keys),
        new("core", SeedFiles.Objects, CoreTargets.Resolve),
        new("kernel-btf", SeedFiles.All, FileTargets.ReadKernelBtf),
        new("symbols", SeedFiles.All, FileTargets.ReadSymbols),
        new("usdt", SeedFiles.All, FileTargets.ReadUsdt),
        new("usdt-arguments", SeedFiles.None, TextTargets.ReadArguments, TextTargets.Arguments),
        new("perf-map", SeedFiles.All, FileTargets.ReadPerfMap),
        new("proc", SeedFiles.None, TextTargets.ReadProc, TextTargets.Proc),
        new("loader-cache", SeedFiles.None, FileTargets.ReadLoaderCache, FileTargets.LoaderCaches),
        new("netlink", SeedFiles.None, NetlinkTargets.Read, NetlinkTargets.Seeds),
    ];
}
