using System;
using System.Globalization;
using System.Text;

namespace BpfGen.Generator.Emission;

/// <summary>
/// Writes text from an object file into C#. The text can never end the literal or comment that contains it: characters that could do so are
/// escaped or replaced.
/// </summary>
internal static class CSharpText
{
    /// <summary>The maximum length of a name in a comment, in characters. Longer names are cut.</summary>
    private const int LongestComment = 120;

    /// <summary>Returns a string literal.</summary>
    public static string Literal(string text)
    {
        var result = new StringBuilder(text.Length + 2).Append('"');
        foreach (var c in text)
        {
            if (c is '"' or '\\')
            {
                result.Append('\\').Append(c);
            }
            else if (c is >= ' ' and <= '~')
            {
                result.Append(c);
            }
            else
            {
                result.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture));
            }
        }

        return result.Append('"').ToString();
    }

    /// <summary>Returns text for an XML documentation comment.</summary>
    public static string Comment(string text)
    {
        var result = new StringBuilder(text.Length);
        foreach (var c in text.Length <= LongestComment ? text : text.Substring(0, LongestComment) + "...")
        {
            result.Append(c switch
            {
                '<' => "&lt;",
                '>' => "&gt;",
                '&' => "&amp;",
                >= ' ' and <= '~' => c.ToString(),
                _ when char.IsLetterOrDigit(c) => c.ToString(),
                _ => "?",
            });
        }

        return result.ToString();
    }

    /// <summary>
    /// Returns the C# expression for an enum value: its name, or a cast of its value if this version of BpfGen has no name for it.
    /// </summary>
    public static string Enumerator<T>(string type, T value)
        where T : struct, Enum
    {
        var number = Convert.ToUInt32(value, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture);
        return Enum.IsDefined(typeof(T), value) ? $"global::BpfGen.{type}.{value}" : $"(global::BpfGen.{type}){number}";
    }
}
