using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace BpfGen.Build;

/// <summary>Joins arguments to one text, because .NET Standard passes arguments to a new process only as text.</summary>
internal static class CommandLine
{
    public static string Join(IEnumerable<string> arguments) => string.Join(" ", arguments.Select(Quote));

    /// <summary>Splits a text of options at blanks. Blanks inside quotes do not split.</summary>
    public static IEnumerable<string> Split(string? text)
    {
        var word = new StringBuilder();
        var (quoted, any) = (false, false);
        foreach (var c in text ?? "")
        {
            if (c == '"')
            {
                (quoted, any) = (!quoted, true);
            }
            else if (!quoted && (char.IsWhiteSpace(c) || c == ';'))
            {
                if (any)
                {
                    yield return word.ToString();
                }

                word.Clear();
                any = false;
            }
            else
            {
                word.Append(c);
                any = true;
            }
        }

        if (any)
        {
            yield return word.ToString();
        }
    }

    /// <summary>
    /// Quotes an argument by the rules of the C runtime of Windows. .NET splits command lines by these rules on all systems.
    /// </summary>
    private static string Quote(string argument)
    {
        if (argument.Length > 0 && argument.All(c => !char.IsWhiteSpace(c) && c != '"'))
        {
            return argument;
        }

        var text = new StringBuilder("\"");
        var backslashes = 0;
        foreach (var c in argument)
        {
            // A backslash needs no escape, except before a quote.
            if (c == '"')
            {
                text.Append('\\', backslashes + 1);
            }

            backslashes = c == '\\' ? backslashes + 1 : 0;
            text.Append(c);
        }

        return text.Append('\\', backslashes).Append('"').ToString();
    }
}
