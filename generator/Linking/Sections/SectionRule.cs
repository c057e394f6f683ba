using System;
using BpfGen.KernelFacts;

namespace BpfGen.Generator.Linking;

/// <summary>One row of the section table.</summary>
/// <param name="Pattern">
/// The section name. A <c>+</c> at the end means that <c>/</c> and the name of a hook may follow the section name.
/// </param>
/// <param name="Type">The program type.</param>
/// <param name="AttachType">The attach type that is passed to the kernel when the program is loaded.</param>
/// <param name="Has">The traits of the program that follow from its section name.</param>
internal sealed record SectionRule(string Pattern, ProgramType Type, AttachType AttachType, SectionRule.Traits Has)
{
    /// <summary>Traits of a program that follow from the name of its section.</summary>
    [Flags]
    public enum Traits
    {
        None = 0,

        /// <summary>The program may sleep. It is loaded with <c>BPF_F_SLEEPABLE</c>.</summary>
        Sleepable = 1,

        /// <summary>The program supports packets in several buffers. It is loaded with <c>BPF_F_XDP_HAS_FRAGS</c>.</summary>
        XdpFrags = 2,

        /// <summary>The program is loaded with the BTF id of the function that it attaches to.</summary>
        AttachBtf = 4,
    }

    /// <summary>The name without the <c>+</c>.</summary>
    public string Name => TakesHook ? Pattern.Substring(0, Pattern.Length - 1) : Pattern;

    /// <summary>The first kernel version that loads such programs; null if it is unknown.</summary>
    public Version? FirstKernel => Latest(
        ProgramTypeTable.FirstKernel(Type),
        AttachType == default ? FirstKernels.Programs : AttachTypeTable.FirstKernel(AttachType),
        (Has & Traits.Sleepable) != 0 && Type != ProgramType.Syscall ? FirstKernels.SleepablePrograms : FirstKernels.Programs,
        (Has & Traits.XdpFrags) != 0 ? FirstKernels.XdpFragments : FirstKernels.Programs);

    private bool TakesHook => Pattern[Pattern.Length - 1] == '+';

    /// <summary>Reads the name of the hook from a section name.</summary>
    /// <returns>The hook; null if the section name has none.</returns>
    public string? TargetOf(string section) => TakesHook && section.Length > Pattern.Length ? section.Substring(Pattern.Length) : null;

    /// <summary>Tells whether this rule applies to a section name.</summary>
    public bool Matches(string section)
    {
        if (!TakesHook)
        {
            return section == Pattern;
        }

        var length = Pattern.Length - 1;
        return string.CompareOrdinal(section, 0, Pattern, 0, length) == 0
            && section.Length >= length
            && (section.Length == length || section[length] == '/');
    }

    /// <summary>
    /// Tells whether a section name begins with the name of this rule. Always false for rules that take a hook: for these, only <see
    /// cref="Matches"/> compares names.
    /// </summary>
    public bool IsPrefixOf(string section) => !TakesHook && section.StartsWith(Pattern, StringComparison.Ordinal);

    /// <returns>The latest of some versions; null if one of them is unknown.</returns>
    private static Version? Latest(params Version?[] versions)
    {
        var latest = versions[0];
        foreach (var version in versions)
        {
            latest = version is null || latest is null ? null : version > latest ? version : latest;
        }

        return latest;
    }
}
