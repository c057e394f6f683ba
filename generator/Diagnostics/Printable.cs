using System.Globalization;
using System.Text;

namespace BpfGen.Generator.Diagnostics;

/// <summary>Makes text from an object file safe to show: one line of limited length, without control characters.</summary>
internal static class Printable
{
    private const int LongestText = 400;

    public static string Text(string text)
    {
        var cut = text.Length > LongestText;
        var result = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length && i < LongestText; i++)
        {
            var c = text[i];
            var category = char.GetUnicodeCategory(c);
            var hidden = char.IsControl(c)
                || category is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
                || (char.IsSurrogate(c) && !IsPaired(text, i));
            result.Append(hidden ? '\uFFFD' : c);
        }

        return cut ? result.Append('…').ToString() : result.ToString();
    }

    /// <summary>Returns a name in quotes, and cuts a long name.</summary>
    public static string Name(string name) => name.Length <= 80 ? $"'{name}'" : $"'{name.Substring(0, 77)}…'";

    private static bool IsPaired(string text, int index) => char.IsHighSurrogate(text[index])
        ? index + 1 < text.Length && char.IsLowSurrogate(text[index + 1])
        : index > 0 && char.IsHighSurrogate(text[index - 1]);
}
