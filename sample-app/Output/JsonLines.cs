using System;
using System.Collections.Generic;
using System.IO;

namespace BpfGen.Sample;

/// <summary>Rows as JSON, one object a line, and nothing else.</summary>
internal sealed class JsonLines : Display
{
    private readonly Stream _output = StandardOutput.Open();
    private readonly JsonText _text = new();
    private IReadOnlyList<Heading> _headings = [];

    public override void Show(IReadOnlyList<Heading> headings, Action meanwhile)
    {
        _headings = headings;
        meanwhile();
    }

    public override void Add(Cell[] row)
    {
        for (var i = 0; i < row.Length; i++)
        {
            _text.Append(i == 0 ? "{" : ",");
            _text.AppendString(_headings[i].Name);
            _text.Append(":");
            row[i].WriteTo(_text);
        }

        _text.Append("}\n");
    }

    public override void Flush() => _output.Write(_text.Take());

    public override void Say(string message)
    {
    }
}
