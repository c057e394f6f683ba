using System;
using System.Collections.Generic;
using System.IO;
using System.Text;

namespace BpfGen.Sample;

/// <summary>Rows as lines, for files, pipes and terminals that cannot do better.</summary>
internal sealed class PlainLines : Display
{
    private readonly Stream _output = StandardOutput.Open();
    private readonly StringBuilder _text = new();
    private IReadOnlyList<Heading> _headings = [];

    public override void Show(IReadOnlyList<Heading> headings, Action meanwhile)
    {
        _headings = headings;
        AddHeadings();
        Flush();
        meanwhile();
    }

    public override void Add(Cell[] row)
    {
        for (var i = 0; i < row.Length; i++)
        {
            Add(row[i].ToString(Start), i);
        }

        _text.Append('\n');
    }

    public override void Replace(IEnumerable<Cell[]> rows)
    {
        base.Replace(rows);
        _text.Append('\n');
    }

    public override void Flush()
    {
        _output.Write(Encoding.UTF8.GetBytes(_text.ToString()));
        _text.Clear();
    }

    private void AddHeadings()
    {
        for (var i = 0; i < _headings.Count; i++)
        {
            Add(_headings[i].Title, i);
        }

        _text.Append('\n');
    }

    private void Add(string text, int column)
    {
        var width = _headings[column].Width;
        _text.Append(width > 0 ? text.PadLeft(width) : text.PadRight(-width)).Append(column < _headings.Count - 1 ? " " : "");
    }
}
