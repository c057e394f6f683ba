using System;

namespace BpfGen.Symbols;

/// <summary>A pattern of names, in which <c>*</c> stands for any characters and <c>?</c> for one.</summary>
internal readonly struct NamePattern(string pattern)
{
    /// <summary>Whether a name is a pattern at all.</summary>
    public static bool IsPattern(string name) => name.AsSpan().IndexOfAny('*', '?') >= 0;

    /// <summary>The characters before the first of these signs: all names that fit start with them.</summary>
    public string Start => pattern.AsSpan().IndexOfAny('*', '?') is >= 0 and var sign ? pattern[..sign] : pattern;

    public bool Fits(ReadOnlySpan<char> name)
    {
        // The last star is all that has to be remembered: what an earlier one could take more, it can as well.
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
