using System;
using System.Linq;
using BpfGen.Generator.Model;
using static BpfGen.Generator.Linking.SectionRule.Traits;

namespace BpfGen.Generator.Linking;

/// <summary>Finds the program type that a section name stands for.</summary>
internal static class SectionNames
{
    private const uint FlagSleepable = 1 << 4;
    private const uint FlagXdpHasFrags = 1 << 5;
    private const char NotByDefault = '?';

    private static readonly string[] Tracepoints = ["tracepoint", "tp"];

    /// <summary>
    /// Tells whether the programs of a section are loaded by default. A <c>?</c> before the section name means that the programs are not
    /// loaded by default.
    /// </summary>
    public static bool LoadsByDefault(string section) => section.Length == 0 || section[0] != NotByDefault;

    /// <summary>Removes the <c>?</c> before a section name, if there is one.</summary>
    public static string WithoutMark(string section) => LoadsByDefault(section) ? section : section.Substring(1);

    /// <summary>Finds the first rule that matches a section name.</summary>
    /// <returns>The rule; null if the name stands for no program type.</returns>
    public static SectionRule? Find(string section) => SectionTable.Rules.FirstOrDefault(rule => rule.Matches(section));

    /// <summary>
    /// Finds the rule for a section name that libbpf 1.0 and later reject, but that libbpf before 1.0, cilium/ebpf, aya or gobpf accept.
    /// </summary>
    /// <remarks>
    /// For section names without a hook, libbpf before 1.0 and cilium/ebpf compare only the start of the name: <c>classifier/x</c>,
    /// <c>xdp_prog</c>, <c>cgroup/connect4/x</c>. aya's section names have the form <c>xdp/program</c>, so the same comparison accepts
    /// them.
    /// </remarks>
    /// <returns>The rule and the hook in the name; null if no loader accepts the name.</returns>
    public static (SectionRule Rule, string? Target)? FindLegacy(string section)
    {
        foreach (var (prefix, name) in LegacySectionTable.Names)
        {
            if (section.StartsWith(prefix, StringComparison.Ordinal))
            {
                return (Find(name)!, null);
            }
        }

        if (SectionTable.Rules.FirstOrDefault(rule => rule.IsPrefixOf(section)) is { } found)
        {
            return (found, null);
        }

        // aya before 0.12 compares only the start of the name with "tracepoint" and "tp". The hook begins after the first slash.
        var slash = section.IndexOf('/');
        var isTracepoint = Tracepoints.Any(name => section.StartsWith(name, StringComparison.Ordinal));
        return slash > 0 && isTracepoint ? (Find(Tracepoints[0])!, section.Substring(slash + 1)) : null;
    }

    public static ProgramKind KindOf(SectionRule rule, string? target, bool isLegacyName = false) => new(
        rule.Type,
        rule.AttachType,
        ((rule.Has & Sleepable) != 0 ? FlagSleepable : 0) | ((rule.Has & XdpFrags) != 0 ? FlagXdpHasFrags : 0),
        isLegacyName)
    {
        Name = rule.Name,
        Target = target,
        IsBound = (rule.Has & AttachBtf) != 0 && rule.Type != ProgramType.Extension,
    };
}
