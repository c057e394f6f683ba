using System.Collections.Generic;
using System.Linq;
using System.Text;
using BpfGen.Generator.Collections;

namespace BpfGen.Generator.Emission;

/// <summary>Writes C# text, a line at a time, indented.</summary>
internal sealed class CodeWriter
{
    private const int MostOnALine = 2;
    private const int IndentSize = 4;
    private const int WordsPerLine = 4;

    private readonly StringBuilder _text = new();
    private readonly char[] _digits = "0x0123456789abcdef".ToCharArray();
    private int _depth;

    public void Line(string line = "")
    {
        if (line.Length > 0)
        {
            _text.Append(' ', _depth * IndentSize).Append(line);
        }

        _text.Append('\n');
    }

    /// <summary>A line, and an opening brace below it.</summary>
    public void Open(string line)
    {
        Line(line);
        Open();
    }

    public void Open()
    {
        Line("{");
        _depth++;
    }

    /// <summary>A list in parentheses: on the line where it is short, and otherwise an item a line.</summary>
    public void Arguments(string start, IEnumerable<string> items, string end)
    {
        var all = items.ToList();
        if (all.Count <= MostOnALine)
        {
            Line($"{start}({string.Join(", ", all)}){end}");
            return;
        }

        Line(start + "(");
        Indent();
        for (var i = 0; i < all.Count; i++)
        {
            Line(all[i] + (i < all.Count - 1 ? "," : ")" + end));
        }

        Outdent();
    }

    public void Close(string end = "}")
    {
        _depth--;
        Line(end);
    }

    /// <summary>
    /// Begins a property of numbers. A span over constants is static data of the assembly: nothing is allocated or copied to have it. The compiler takes
    /// numbers of eight bytes seven times faster than the same data as bytes, and twice as fast where it has neither to convert a number nor to find out
    /// what a collection is of: hence the suffixes, and the arrays.
    /// </summary>
    public void OpenNumbers(string type, string name) => Open($"public static global::System.ReadOnlySpan<{type}> {name} => new {type}[]");

    public void CloseNumbers() => Close("};");

    /// <summary>A property of numbers of eight bytes, a few a line.</summary>
    public void Words(string name, EquatableArray<ulong> words)
    {
        OpenNumbers("ulong", name);
        for (var i = 0; i < words.Count; i++)
        {
            if (i % WordsPerLine == 0)
            {
                _text.Append(' ', _depth * IndentSize);
            }

            Hex(words[i]);
            _text.Append(i % WordsPerLine == WordsPerLine - 1 || i == words.Count - 1 ? "UL,\n" : "UL, ");
        }

        CloseNumbers();
    }

    /// <summary>All digits of a number: tables have many, and formatting each on its own would take most of the time.</summary>
    private void Hex(ulong number)
    {
        for (var i = _digits.Length - 1; i > 1; i--)
        {
            _digits[i] = "0123456789abcdef"[(int)(number & 0xf)];
            number >>= 4;
        }

        _text.Append(_digits);
    }

    public void Indent() => _depth++;

    public void Outdent() => _depth--;

    public override string ToString() => _text.ToString();
}
