using System.Collections;
using System.Collections.Generic;

namespace BpfGen.Sample;

/// <summary>What a row shows of a record, column by column: <c>{ "pid", 7, (in e) => e.Pid }</c>.</summary>
internal sealed class Columns<T> : IEnumerable
{
    private readonly List<Heading> _headings = [];
    private readonly List<Getter> _getters = [];

    public delegate Cell Getter(in T record);

    public IReadOnlyList<Heading> Headings => _headings;

    /// <param name="name">The name in JSON, which is also the heading.</param>
    /// <param name="width">How wide it is in characters, as in <c>{0,-16}</c>: below zero at the left; 0 for all that is left of the line.</param>
    /// <param name="value">What it shows.</param>
    public void Add(string name, int width, Getter value)
    {
        _headings.Add(new Heading(name, width));
        _getters.Add(value);
    }

    public Cell[] Row(in T record)
    {
        var row = new Cell[_getters.Count];
        for (var i = 0; i < row.Length; i++)
        {
            row[i] = _getters[i](in record);
        }

        return row;
    }

    public IEnumerable<Cell[]> Rows(IEnumerable<T> records)
    {
        foreach (var record in records)
        {
            yield return Row(in record);
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => _headings.GetEnumerator();
}
