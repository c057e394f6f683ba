using System;
using System.Collections.Concurrent;
using BpfGen.Features;

namespace BpfGen;

/// <summary>
/// What the running kernel has of eBPF. It is found out by trying, since distributions bring features to older kernels and leave others out, and
/// remembered for the life of the process.
/// </summary>
/// <remarks>
/// All members may be used from several threads at once. They need <c>CAP_BPF</c>, and <c>CAP_PERFMON</c> and <c>CAP_NET_ADMIN</c> for what is of tracing and of
/// the network; where the kernel does not let the process try, they throw <see cref="BpfException"/>.
/// </remarks>
public static class KernelFeatures
{
    private static readonly ConcurrentDictionary<MapType, bool> Maps = [];
    private static readonly ConcurrentDictionary<ProgramType, bool> Programs = [];
    private static readonly ConcurrentDictionary<(ProgramType Type, int Helper), bool> Helpers = [];
    private static readonly ConcurrentDictionary<KernelFeature, bool> Features = [];

    /// <summary>Whether the kernel has a type of maps.</summary>
    /// <param name="type">The type.</param>
    /// <exception cref="BpfException">The process may not create one.</exception>
    public static bool Has(MapType type) => Maps.GetOrAdd(type, MapProbe.Try);

    /// <summary>Whether the kernel has a type of programs.</summary>
    /// <param name="type">The type.</param>
    /// <exception cref="BpfException">The process may not load one.</exception>
    public static bool Has(ProgramType type) => Programs.GetOrAdd(type, ProgramProbe.Try);

    /// <summary>Whether programs of a type may call a helper. It is asked as for programs under the GPL.</summary>
    /// <param name="type">The type of program.</param>
    /// <param name="helper">The helper's number in <c>enum bpf_func_id</c>: 1 for <c>bpf_map_lookup_elem</c>.</param>
    /// <exception cref="NotSupportedException">The type is that of programs that belong to another one or to a struct (<c>freplace</c>, <c>struct_ops</c>), which have its helpers.</exception>
    /// <exception cref="BpfException">The process may not load such a program.</exception>
    public static bool Has(ProgramType type, int helper) => Helpers.GetOrAdd((type, helper), HelperProbe.Try);

    /// <summary>Whether the kernel has a feature.</summary>
    /// <param name="feature">The feature.</param>
    /// <exception cref="BpfException">The process may not try it.</exception>
    public static bool Has(KernelFeature feature) => Features.GetOrAdd(feature, FeatureProbe.Try);
}
