using System;

namespace BpfGen.Generator.Linking;

/// <summary>One row of libbpf's section table.</summary>
/// <param name="Pattern">
/// A section name; with <c>+</c> at its end, the name alone or followed by <c>/</c> and the hook that the program is meant for.
/// </param>
/// <param name="Type">The program type.</param>
/// <param name="AttachType">The attach type expected at load.</param>
/// <param name="Has">What else the name says.</param>
internal sealed record SectionRule(string Pattern, ProgramType Type, AttachType AttachType, SectionRule.Traits Has)
{
    /// <summary>What else a section's name says of its programs.</summary>
    [Flags]
    public enum Traits
    {
        None = 0,

        /// <summary>The program may sleep: loaded with <c>BPF_F_SLEEPABLE</c>.</summary>
        Sleepable = 1,

        /// <summary>The program takes packets in several buffers: loaded with <c>BPF_F_XDP_HAS_FRAGS</c>.</summary>
        XdpFrags = 2,

        /// <summary>The load has to name the kernel function that the program is meant for, by its BTF id.</summary>
        AttachBtf = 4,
    }

    /// <summary>The name without the <c>+</c>.</summary>
    public string Name => TakesHook ? Pattern.Substring(0, Pattern.Length - 1) : Pattern;

    private bool TakesHook => Pattern[Pattern.Length - 1] == '+';

    /// <returns>The hook that a section's name gives, or null where it gives none.</returns>
    public string? TargetOf(string section) => TakesHook && section.Length > Pattern.Length ? section.Substring(Pattern.Length) : null;

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
}
