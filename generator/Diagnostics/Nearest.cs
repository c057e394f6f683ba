using System;
using System.Collections.Generic;

namespace BpfGen.Generator.Diagnostics;

/// <summary>Finds the name that the user probably meant.</summary>
internal static class Nearest
{
    /// <summary>
    /// The maximum length of a name to compare. Longer names are unlikely to be typing mistakes, and comparing them would be slow.
    /// </summary>
    private const int LongestName = 100;

    /// <summary>
    /// The maximum number of pairs of letters to compare. A kernel has 100,000 names, and a malformed object can have more.
    /// </summary>
    private const int MostComparisons = 1 << 25;

    /// <returns>" Did you mean 'x'?" with a leading space, or an empty string if no name is similar.</returns>
    public static string Suggestion(string name, IEnumerable<string> candidates) =>
        Find(name, candidates) is { } nearest ? $" Did you mean {Printable.Name(nearest)}?" : "";

    /// <returns>The most similar name; null if no name is similar.</returns>
    public static string? Find(string name, IEnumerable<string> candidates)
    {
        string? best = null;
        var rest = MostComparisons;
        var bestDistance = Math.Max(2, name.Length / 2) + 1;
        foreach (var candidate in candidates)
        {
            if (candidate.Length is 0 or > LongestName || name.Length > LongestName
                || Math.Abs(candidate.Length - name.Length) >= bestDistance)
            {
                continue;
            }

            rest -= candidate.Length * name.Length;
            if (rest < 0)
            {
                break;
            }

            var distance = Distance(name, candidate);
            if (distance < bestDistance)
            {
                (best, bestDistance) = (candidate, distance);
            }
        }

        return best;
    }

    /// <summary>Returns the number of letters to add, remove or change. Differences in case do not count.</summary>
    private static int Distance(string a, string b)
    {
        var row = new int[b.Length + 1];
        for (var j = 0; j <= b.Length; j++)
        {
            row[j] = j;
        }

        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var substitute = diagonal + (char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(substitute, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[b.Length];
    }
}
