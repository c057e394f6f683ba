using System.Collections.Generic;

namespace BpfGen.Fuzz;

/// <summary>The fuzz targets: all code of BpfGen that reads untrusted bytes.</summary>
internal static class FuzzTargets
{
    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new("object", InputFormat.Elf, ObjectTargets.Read),
        new("code", InputFormat.Elf, ObjectTargets.Compile),
        new("signing", InputFormat.Elf, SigningTargets.BuildLoader),
        new("signing-key", InputFormat.Bytes, SigningTargets.ReadKey, SigningTargets.Keys),
        new("core", InputFormat.Elf, CoreTargets.Resolve),
        new("kernel-btf", InputFormat.Elf, KernelBtfTargets.Read),
        new("symbols", InputFormat.Elf, BinaryTargets.ReadSymbols, BinaryTargets.Binaries),
        new("usdt", InputFormat.Elf, BinaryTargets.ReadUsdt, BinaryTargets.BinariesWithProbes),
        new("usdt-arguments", InputFormat.Bytes, TextTargets.ReadArguments, TextTargets.Arguments),
        new("perf-map", InputFormat.Bytes, PerfMapTargets.Read, PerfMapTargets.Maps),
        new("proc", InputFormat.Bytes, TextTargets.ReadProc, TextTargets.Proc),
        new("loader-cache", InputFormat.Bytes, LoaderCacheTargets.Read, LoaderCacheTargets.Caches),
        new("netlink", InputFormat.Bytes, NetlinkTargets.Read, NetlinkTargets.Seeds),
    ];
}
