using System;
using System.Linq;
using BpfGen.Generator.Model;
using static BpfGen.Generator.Linking.SectionRule.Traits;

namespace BpfGen.Generator.Linking;

/// <summary>Says what a section's name means.</summary>
internal static class SectionNames
{
    private const uint FlagSleepable = 1 << 4;
    private const uint FlagXdpHasFrags = 1 << 5;
    private const char NotByDefault = '?';
    private const string Socket = "socket";

    /// <summary>Whether programs of a section are loaded when nothing else is said: not where its name begins with <c>?</c>.</summary>
    public static bool LoadsByDefault(string section) => section.Length == 0 || section[0] != NotByDefault;

    /// <summary>The name that says what the programs are.</summary>
    public static string WithoutMark(string section) => LoadsByDefault(section) ? section : section.Substring(1);

    /// <returns>The rule that the name falls under, or null where it names no kind of program.</returns>
    public static SectionRule? Find(string section) => SectionTable.Rules.FirstOrDefault(rule => rule.Matches(section));

    /// <summary>
    /// Before 1.0 libbpf compared only the start of a name, so <c>socket1</c> and <c>socket/name</c> are socket filters in objects that
    /// are still about (the kernel's own samples and gobpf's users among them).
    /// </summary>
    public static SectionRule? FindCompatible(string section)
    {
        if (!section.StartsWith(Socket, StringComparison.Ordinal))
        {
            return null;
        }

        var rest = section.Substring(Socket.Length);
        return rest.Length > 0 && (rest[0] == '/' || rest.All(c => c is >= '0' and <= '9')) ? Find(Socket) : null;
    }

    public static ProgramKind KindOf(SectionRule rule, string section, bool isCompatibleSpelling) => new(
        rule.Type,
        rule.AttachType,
        ((rule.Has & Sleepable) != 0 ? FlagSleepable : 0) | ((rule.Has & XdpFrags) != 0 ? FlagXdpHasFrags : 0),
        isCompatibleSpelling)
    {
        Name = rule.Name,
        Target = rule.TargetOf(section),
        IsBound = (rule.Has & AttachBtf) != 0 && rule.Type != ProgramType.Extension,
    };
}
