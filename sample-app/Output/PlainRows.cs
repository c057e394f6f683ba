using System;
using System.Collections.Generic;
using System.Linq;

namespace BpfGen.Sample;

/// <summary>Prints each row as a line, for files, pipes and simple terminals.</summary>
internal sealed class PlainRows<T> : Rows<T>
{
    private readonly Column<T>[] _columns;

    public PlainRows(Column<T>[] columns)
    {
        _columns = columns;
        Print(column => column.Title);
    }

    public override void Replace(IReadOnlyCollection<T> rows)
    {
        base.Replace(rows);
        Console.WriteLine();
    }

    protected override void Show(T row) => Print(column => column.Format(row));

    private void Print(Func<Column<T>, string> text) =>
        Console.WriteLine(string.Join(' ', _columns.Select(column => column.Align(text(column)))));
}
