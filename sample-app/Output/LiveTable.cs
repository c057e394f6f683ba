using System;
using System.Collections.Generic;
using Spectre.Console;

namespace BpfGen.Sample;

/// <summary>A table in a terminal that has the last rows, or the most important ones, each in one line.</summary>
internal sealed class LiveTable : Display
{
    /// <summary>The lines that are no rows: borders, headings, and one for the cursor.</summary>
    private const int OtherLines = 5;
    private const int LeastRows = 3;

    /// <summary>What a column has around it: spaces and a border.</summary>
    private const int Around = 3;
    private const int LeastWidth = 16;

    private readonly Table _table = new Table().SimpleBorder();
    private readonly Queue<Cell[]> _rows = [];
    private LiveDisplayContext? _context;
    private bool _isChanged;

    public override bool CanReplace => true;

    private static int MostRows => Math.Max(LeastRows, AnsiConsole.Profile.Height - OtherLines);

    public override void Show(IReadOnlyList<Heading> headings, Action meanwhile)
    {
        foreach (var heading in headings)
        {
            _table.AddColumn(new TableColumn(new Text(heading.Title, new Style(decoration: Decoration.Bold)))
            {
                Width = heading.Width == 0 ? WidthLeft(headings) : Math.Abs(heading.Width),
                Alignment = heading.Width > 0 ? Justify.Right : Justify.Left,
            });
        }

        AnsiConsole.Live(_table).Overflow(VerticalOverflow.Crop).Start(context =>
        {
            _context = context;
            context.Refresh();
            meanwhile();
        });
    }

    public override void Add(Cell[] row)
    {
        _rows.Enqueue(row);
        while (_rows.Count > MostRows)
        {
            _rows.Dequeue();
        }

        _isChanged = true;
    }

    public override void Replace(IEnumerable<Cell[]> rows)
    {
        _rows.Clear();
        foreach (var row in rows)
        {
            if (_rows.Count < MostRows)
            {
                _rows.Enqueue(row);
            }
        }

        _isChanged = true;
    }

    public override void Flush()
    {
        if (!_isChanged)
        {
            return;
        }

        _isChanged = false;
        _table.Rows.Clear();
        foreach (var row in _rows)
        {
            var column = 0;

            // Text, and not markup: what is in brackets means nothing.
            _table.AddRow(Array.ConvertAll(row, cell => new Text(Cut(cell.ToString(Start), _table.Columns[column++].Width!.Value))));
        }

        _context?.Refresh();
    }

    private static int WidthLeft(IReadOnlyList<Heading> headings)
    {
        var width = AnsiConsole.Profile.Width - 1;
        foreach (var heading in headings)
        {
            width -= Math.Abs(heading.Width) + Around;
        }

        return Math.Max(LeastWidth, width);
    }

    private static string Cut(string text, int width) => text.Length <= width ? text : string.Concat(text.AsSpan(0, width - 1), "…");
}
