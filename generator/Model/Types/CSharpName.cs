using System.Globalization;
using System.Linq;
using System.Text;

namespace BpfGen.Generator.Model;

/// <summary>Makes C# names of names that come from anywhere.</summary>
internal static class CSharpName
{
    /// <summary>The compiler takes no name of more than 1,023 bytes; far below that a name is still one that can be told from another.</summary>
    private const int LongestName = 200;

    /// <summary>
    /// A name in C# style: <c>tcp_v4_connect</c> becomes <c>TcpV4Connect</c>. Whatever an identifier cannot hold separates words. The result
    /// starts with an upper-case letter, a letter without case or an underscore, so that no keyword is among them.
    /// </summary>
    public static string Pascal(string name)
    {
        var result = new StringBuilder(name.Length);
        var startsWord = true;
        foreach (var c in name)
        {
            if (!IsPart(c) || c == '_')
            {
                startsWord = true;
                continue;
            }

            result.Append(startsWord ? char.ToUpperInvariant(c) : c);
            startsWord = false;
        }

        if (result.Length == 0 || !IsStart(result[0]))
        {
            result.Insert(0, '_');
        }

        return result.Length <= LongestName ? result.ToString() : Shorten(result.ToString());
    }

    public static bool IsIdentifier(string name) => name.Length is > 0 and <= LongestName && IsStart(name[0]) && name.All(IsPart);

    /// <summary>Two long names may differ only at their ends.</summary>
    private static string Shorten(string name)
    {
        var hash = 2166136261u;
        foreach (var c in name)
        {
            hash = unchecked((hash ^ c) * 16777619u);
        }

        return name.Substring(0, LongestName - 9) + "_" + hash.ToString("x8", CultureInfo.InvariantCulture);
    }

    private static bool IsStart(char c) => c == '_' || char.IsLetter(c);

    private static bool IsPart(char c) => IsStart(c) || char.IsDigit(c);
}
