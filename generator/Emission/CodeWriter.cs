using System.Collections.Generic;
using System.Linq;
using System.Text;
using BpfGen.Generator.Collections;

namespace BpfGen.Generator.Emission;

/// <summary>Writes indented C# text, line by line.</summary>
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

    /// <summary>Writes a line, and an opening brace below it.</summary>
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

    /// <summary>Writes a list in parentheses: a short list on one line, a longer list with one item per line.</summary>
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
    /// Begins a property of numbers. A span over constants is static data of the assembly, so reading the span allocates and copies
    /// nothing. The compiler reads 8-byte numbers seven times faster than the same data as bytes. Suffixes and typed arrays make the
    /// compiler twice as fast again, because it does not have to convert the numbers or infer the type of the collection.
    /// </summary>
    public void OpenNumbers(string type, string name) => Open($"public static global::System.ReadOnlySpan<{type}> {name} => new {type}[]");

    public void CloseNumbers() => Close("};");

    /// <summary>Writes a property of 8-byte numbers, a few per line.</summary>
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

    /// <summary>
    /// Writes all 16 hexadecimal digits of a number. Tables have many numbers, and formatting each number with ToString would take most of
    /// the time.
    /// </summary>
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
