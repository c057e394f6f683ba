using System.Collections.Generic;
using System.Text;

namespace BpfGen.Build;

/// <summary>Reads the rule that clang writes for make (<c>-MD</c>), and returns the files that a source includes.</summary>
internal static class DependencyFile
{
    /// <param name="text">The rule: <c>probe.o: probe.bpf.c my\ header.h \</c> and so on.</param>
    public static IReadOnlyList<string> Read(string text)
    {
        var names = new List<string>();
        var name = new StringBuilder();
        for (var i = TargetEnd(text); i < text.Length; i++)
        {
            var c = text[i];
            var next = i + 1 < text.Length ? text[i + 1] : '\0';
            if (c == '\\' && next is '\n' or '\r')
            {
                // A backslash at the end of a line continues the rule on the next line.
                Finish();
            }
            else if ((c == '\\' && next is ' ' or '#') || (c == '$' && next == '$'))
            {
                // A backslash escapes a blank or #, and $ escapes $. Such a character is part of the file name. Any other backslash belongs
                // to a Windows path.
                name.Append(next);
                i++;
            }
            else if (char.IsWhiteSpace(c))
            {
                Finish();
            }
            else
            {
                name.Append(c);
            }
        }

        Finish();
        return names;

        void Finish()
        {
            if (name.Length > 0)
            {
                names.Add(name.ToString());
                name.Clear();
            }
        }
    }

    /// <summary>
    /// Finds the end of the target: the first colon that a blank follows. A colon before a backslash belongs to a drive letter.
    /// </summary>
    private static int TargetEnd(string text)
    {
        for (var i = 0; i + 1 < text.Length; i++)
        {
            var isContinued = text[i + 1] == '\\' && i + 2 < text.Length && text[i + 2] is '\n' or '\r';
            if (text[i] == ':' && (char.IsWhiteSpace(text[i + 1]) || isContinued))
            {
                return i + 1;
            }
        }

        return text.Length;
    }
}
