using System.Collections.Generic;

namespace BpfGen.Generator.Linking;

/// <summary>
/// Legacy section names, each with the libbpf name of the same meaning. The table has only legacy names that do not begin with that libbpf
/// name. The legacy names are compared before the names of <see cref="SectionTable"/>, because <c>xdp_devmap/x</c> also begins with
/// <c>xdp</c>, which has another meaning.
/// </summary>
internal static class LegacySectionTable
{
    /// <summary>The beginning of each legacy name, and the libbpf name with the same meaning.</summary>
    public static IReadOnlyList<(string Prefix, string Name)> Names { get; } =
    [
        // Names that libbpf 0.3 to 0.8 and cilium/ebpf before 0.12 accept.
        ("xdp_devmap/", "xdp/devmap"),
        ("xdp_cpumap/", "xdp/cpumap"),
        ("xdp.frags_devmap/", "xdp.frags/devmap"),
        ("xdp.frags_cpumap/", "xdp.frags/cpumap"),

        // A name that cilium/ebpf before 0.12 accepts.
        ("seccomp", "socket"),

        // Names that gobpf accepts.
        ("sched_cls/", "classifier"),
        ("sched_act/", "action"),
    ];
}
