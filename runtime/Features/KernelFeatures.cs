using System;
using System.Collections.Concurrent;
using BpfGen.Features;

namespace BpfGen;

/// <summary>
/// Detects which eBPF features the running kernel supports. Each <c>Has</c> method tries the feature instead of comparing versions, because
/// distributions add some features to older kernels, and build kernels without other features. Results are cached until the process ends.
/// The other methods tell whether the kernel has a function, symbol, tracepoint or module. <see cref="KernelBtf"/> tells whether the kernel
/// has a type.
/// </summary>
/// <remarks>
/// All members are thread-safe. The <c>Has</c> methods require <c>CAP_BPF</c>. Tracing features also require <c>CAP_PERFMON</c>, and
/// network features <c>CAP_NET_ADMIN</c>.
/// </remarks>
/// <example>
/// <code>
/// if (KernelFeatures.Has(MapType.RingBuffer))
/// {
///     // Linux 5.8 and later: use the object that has a ring buffer.
/// }
///
/// const int CurrentTaskBtf = 158; // BPF_FUNC_get_current_task_btf
/// var hasHelper = KernelFeatures.Has(ProgramType.Kprobe, CurrentTaskBtf);
/// var hasLinks = KernelFeatures.Has(KernelFeature.TcxLink);
/// var hasTracepoint = KernelFeatures.HasTracepoint("sched", "sched_switch");
/// </code>
/// </example>
public static partial class KernelFeatures
{
    private static readonly ConcurrentDictionary<MapType, bool> Maps = [];
    private static readonly ConcurrentDictionary<ProgramType, bool> Programs = [];
    private static readonly ConcurrentDictionary<(ProgramType Type, int Helper), bool> Helpers = [];
    private static readonly ConcurrentDictionary<KernelFeature, bool> Features = [];

    /// <summary>Whether the kernel supports a map type.</summary>
    /// <param name="type">The map type.</param>
    /// <exception cref="BpfException">The process lacks the permission or the resources to create such a map.</exception>
    public static bool Has(MapType type) => Maps.GetOrAdd(type, MapProbe.Try);

    /// <summary>Whether the kernel supports a program type.</summary>
    /// <param name="type">The program type.</param>
    /// <exception cref="BpfException">The process lacks the permission or the resources to load such a program.</exception>
    public static bool Has(ProgramType type) => Programs.GetOrAdd(type, ProgramProbe.Try);

    /// <summary>Whether programs of a type can call a helper. Assumes a program with a GPL license.</summary>
    /// <param name="type">The program type.</param>
    /// <param name="helper">The helper's number in <c>enum bpf_func_id</c>, such as 1 for <c>bpf_map_lookup_elem</c>.</param>
    /// <exception cref="NotSupportedException">
    /// The type is <see cref="ProgramType.Extension"/> or <see cref="ProgramType.StructOps"/>. Such programs can call the helpers of
    /// the program or struct that they belong to.
    /// </exception>
    /// <exception cref="BpfException">The process lacks the permission or the resources to load such a program.</exception>
    public static bool Has(ProgramType type, int helper) => Helpers.GetOrAdd((type, helper), HelperProbe.Try);

    /// <summary>Whether the kernel supports a feature.</summary>
    /// <param name="feature">The feature.</param>
    /// <exception cref="ArgumentException">The feature is not a value of <see cref="KernelFeature"/>.</exception>
    /// <exception cref="BpfException">The process lacks the permission or the resources to try the feature.</exception>
    public static bool Has(KernelFeature feature) => Features.GetOrAdd(feature, FeatureProbe.Try);
}
