using System.Collections.Generic;

namespace BpfGen.Generator.Linking;

/// <summary>
/// Legacy section names that do not begin with the libbpf name of the same meaning. They are compared before the names of <see
/// cref="SectionTable"/>, because <c>xdp_devmap/x</c> also begins with <c>xdp</c>, which has another meaning.
/// </summary>
internal static class LegacySectionTable
{
    /// <summary>The beginning of each legacy name, and the libbpf name with the same meaning.</summary>
    public static IReadOnlyList<(string Prefix, string Name)> Names { get; } =
    [
        // libbpf 0.3 to 0.8, cilium/ebpf before 0.12.
        ("xdp_devmap/", "xdp/devmap"),
        ("xdp_cpumap/", "xdp/cpumap"),
        ("xdp.frags_devmap/", "xdp.frags/devmap"),
        ("xdp.frags_cpumap/", "xdp.frags/cpumap"),

        // cilium/ebpf before 0.12.
        ("seccomp", "socket"),

        // gobpf.
        ("sched_cls/", "classifier"),
        ("sched_act/", "action"),
    ];
}
