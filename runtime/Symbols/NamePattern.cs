using System;

namespace BpfGen.Symbols;

/// <summary>A pattern of names: <c>*</c> stands for any number of characters, <c>?</c> for one character.</summary>
internal readonly struct NamePattern(string pattern)
{
    /// <summary>Whether a text contains a wildcard, and so is a pattern instead of a name.</summary>
    public static bool IsPattern(string name) => name.AsSpan().IndexOfAny('*', '?') >= 0;

    /// <summary>The characters before the first wildcard. All matching names begin with these characters.</summary>
    public string Start => pattern.AsSpan().IndexOfAny('*', '?') is >= 0 and var sign ? pattern[..sign] : pattern;

    public bool Fits(ReadOnlySpan<char> name)
    {
        // After a mismatch, let only the last star match more characters: it can match everything that an earlier star could.
        int at = 0, inPattern = 0, star = -1, afterStar = 0;
        while (at < name.Length)
        {
            if (inPattern < pattern.Length && pattern[inPattern] == '*')
            {
                star = inPattern++;
                afterStar = at;
            }
            else if (inPattern < pattern.Length && (pattern[inPattern] == '?' || pattern[inPattern] == name[at]))
            {
                inPattern++;
                at++;
            }
            else if (star >= 0)
            {
                inPattern = star + 1;
                at = ++afterStar;
            }
            else
            {
                return false;
            }
        }

        while (inPattern < pattern.Length && pattern[inPattern] == '*')
        {
            inPattern++;
        }

        return inPattern == pattern.Length;
    }

    public override string ToString() => pattern;
}
