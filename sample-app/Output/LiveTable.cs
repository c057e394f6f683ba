using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Spectre.Console;

namespace BpfGen.Sample;

/// <summary>A table that a terminal redraws. It shows the newest or the most important rows, each on one line.</summary>
internal sealed class LiveTable<T> : Rows<T>
{
    private const int LinesAroundRows = 5; // The number of lines for borders, headings and the cursor.
    private const int MinRows = 3;
    private const int SpaceAroundColumn = 3; // The number of characters beside a column: two spaces and a border.
    private const int MinWidth = 16;
    private static readonly TimeSpan RefreshInterval = TimeSpan.FromMilliseconds(100);

    private readonly Column<T>[] _columns;
    private readonly Table _table = new Table().SimpleBorder();
    private readonly Queue<T> _rows = [];
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _closed = new();
    private readonly Task _display;
    private bool _isChanged;

    public LiveTable(Column<T>[] columns)
    {
        _columns = columns;
        foreach (var column in columns)
        {
            _table.AddColumn(new TableColumn(new Text(column.Title, new Style(decoration: Decoration.Bold)))
            {
                Width = column.Width == 0 ? RemainingWidth() : Math.Abs(column.Width),
                Alignment = column.Width > 0 ? Justify.Right : Justify.Left,
            });
        }

        _display = AnsiConsole.Live(_table).Overflow(VerticalOverflow.Crop).StartAsync(RefreshUntilClosed);
    }

    public override bool CanReplace => true;

    private static int MaxRows => Math.Max(MinRows, AnsiConsole.Profile.Height - LinesAroundRows);

    public override void Replace(IReadOnlyCollection<T> rows)
    {
        lock (_lock)
        {
            _rows.Clear();
            foreach (var row in rows.Take(MaxRows))
            {
                _rows.Enqueue(row);
            }

            _isChanged = true;
        }
    }

    protected override void Show(T row)
    {
        lock (_lock)
        {
            _rows.Enqueue(row);
            while (_rows.Count > MaxRows)
            {
                _rows.Dequeue();
            }

            _isChanged = true;
        }
    }

    protected override async ValueTask CloseAsync()
    {
        await _closed.CancelAsync();
        await _display;
        _closed.Dispose();
    }

    /// <summary>Draws the table at most ten times per second, even if rows are added more often.</summary>
    private async Task RefreshUntilClosed(LiveDisplayContext context)
    {
        context.Refresh();
        while (!_closed.IsCancellationRequested)
        {
            await Task.Delay(RefreshInterval, _closed.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (Update())
            {
                context.Refresh();
            }
        }
    }

    private bool Update()
    {
        lock (_lock)
        {
            if (!_isChanged)
            {
                return false;
            }

            _isChanged = false;
            _table.Rows.Clear();
            foreach (var row in _rows)
            {
                // Use Text and not markup, because brackets have a special meaning in markup.
                _table.AddRow(_columns.Select((column, i) => new Text(Cut(column.Format(row), _table.Columns[i].Width!.Value))));
            }

            return true;
        }
    }

    private int RemainingWidth() =>
        Math.Max(MinWidth, AnsiConsole.Profile.Width - 1 - _columns.Sum(column => Math.Abs(column.Width) + SpaceAroundColumn));

    private static string Cut(string text, int width) => text.Length <= width ? text : string.Concat(text.AsSpan(0, width - 1), "…");
}
