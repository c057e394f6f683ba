using System;
using System.Linq;
using BpfGen.Generator.Model;
using static BpfGen.Generator.Linking.SectionRule.Traits;

namespace BpfGen.Generator.Linking;

/// <summary>Finds the type of program that a section name stands for.</summary>
internal static class SectionNames
{
    private const uint FlagSleepable = 1 << 4;
    private const uint FlagXdpHasFrags = 1 << 5;
    private const char NotByDefault = '?';
    private const string Socket = "socket";

    /// <summary>
    /// Tells whether the programs of a section are loaded by default. A <c>?</c> before the name means that they are not.
    /// </summary>
    public static bool LoadsByDefault(string section) => section.Length == 0 || section[0] != NotByDefault;

    /// <summary>Removes the <c>?</c> before a section name, if there is one.</summary>
    public static string WithoutMark(string section) => LoadsByDefault(section) ? section : section.Substring(1);

    /// <summary>Finds the first rule that matches a section name.</summary>
    /// <returns>The rule; null if the name stands for no type of program.</returns>
    public static SectionRule? Find(string section) => SectionTable.Rules.FirstOrDefault(rule => rule.Matches(section));

    /// <summary>
    /// Finds the rule for an old spelling of a socket filter: <c>socket1</c> or <c>socket/name</c>. Before version 1.0, libbpf
    /// compared only the start of a name, and objects with such names are still in use (the kernel's samples, and objects for
    /// gobpf).
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
