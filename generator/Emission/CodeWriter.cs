using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace BpfGen.Generator.Emission;

/// <summary>Writes C# text, a line at a time, indented.</summary>
internal sealed class CodeWriter
{
    private const int MostOnALine = 2;

    private readonly StringBuilder _text = new();
    private readonly char[] _digits = "0x0123456789abcdef".ToCharArray();
    private int _depth;

    public void Line(string line = "")
    {
        if (line.Length > 0)
        {
            _text.Append(' ', _depth * 4).Append(line);
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

    /// <summary>Where a long table is written, one cell after another.</summary>
    public StringBuilder Cells() => _text;

    /// <summary>A number of eight bytes in all its digits: tables have many, and formatting each on its own would take most of the time.</summary>
    public StringBuilder Hex(ulong number)
    {
        for (var i = _digits.Length - 1; i > 1; i--)
        {
            _digits[i] = "0123456789abcdef"[(int)(number & 0xf)];
            number >>= 4;
        }

        return _text.Append(_digits);
    }

    public void Indent() => _depth++;

    public void Outdent() => _depth--;

    public void StartLine() => _text.Append(' ', _depth * 4);

    public override string ToString() => _text.ToString();
}
