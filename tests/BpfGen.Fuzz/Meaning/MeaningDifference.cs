using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace BpfGen.Fuzz;

/// <summary>
/// Compares the lines of BpfGen and libbpf about an object. These differences do not count, because they are intended:
/// <list type="bullet">
/// <item>maps and programs that libbpf does not load: maps in sections of old formats, programs in sections with old names, and functions
/// whose symbols have no type, as in assembly</item>
/// <item>a program of which libbpf has two copies, because the object has two symbols at one place</item>
/// <item>the flag <c>BPF_F_MMAPABLE</c> of maps of variables, which libbpf sets only if the types name a variable that is not static</item>
/// </list>
/// </summary>
internal static class MeaningDifference
{
    private const uint FlagMappable = 1 << 10;
    private const int FlagsWord = 6;
    private const int TypeWord = 2;

    /// <returns>The lines that differ; null if none does.</returns>
    public static string? Of(IReadOnlyList<string> ours, IReadOnlyList<string> theirs)
    {
        var own = ours.Select(Words).ToLookup(NameOf);
        var others = theirs.Select(Words).Where(IsLoaded).ToLookup(NameOf);
        var lines = new List<string>();
        foreach (var group in others)
        {
            var isCopy = !own.Contains(group.Key) && group.All(other => ours.Any(line => HaveSameCode(Words(line), other)));
            if (!isCopy && !own[group.Key].Any(line => group.Any(other => line.AsSpan().SequenceEqual(other))))
            {
                lines.AddRange(own[group.Key].Select(line => "BpfGen: " + string.Join(' ', line)));
                lines.AddRange(group.Select(line => "libbpf: " + string.Join(' ', line)));
            }
        }

        return lines.Count == 0 ? null : string.Join('\n', lines);
    }

    private static string[] Words(string line)
    {
        var words = line.Split(' ');
        if (words[0] == "map" && words.Length > FlagsWord && words[1].StartsWith('.'))
        {
            var flags = uint.Parse(words[FlagsWord], CultureInfo.InvariantCulture) & ~FlagMappable;
            words[FlagsWord] = flags.ToString(CultureInfo.InvariantCulture);
        }

        return words;
    }

    private static bool HaveSameCode(string[] ours, string[] theirs) =>
        ours[0] == "program" && theirs[0] == "program" && ours.AsSpan(TypeWord).SequenceEqual(theirs.AsSpan(TypeWord));

    private static string NameOf(string[] words) => words[0] + ' ' + words[1];

    private static bool IsLoaded(string[] words) => words[0] == "map" || (words[0] == "program" && words[TypeWord] != "0");
}
