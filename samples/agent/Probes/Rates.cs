using System;
using System.Collections.Generic;
using System.Linq;

namespace BpfGen.Agent.Probes;

/// <summary>
/// Turns the counts of rows into rates: the rate of the last interval, and a smoothed rate that orders the rows. Forgets a row that leaves
/// its table.
/// </summary>
/// <typeparam name="TRow">The key of a row.</typeparam>
/// <param name="width">The number of counts of a row.</param>
internal sealed class Rates<TRow>(int width)
    where TRow : notnull
{
    private const double Memory = 10;
    private const double Least = 0.001;

    private readonly Dictionary<TRow, Row> _rows = [];
    private int _round;

    /// <summary>Begins an interval.</summary>
    public void Begin() => _round++;

    /// <summary>Adds counts since the start to a row. Several calls in an interval add up.</summary>
    public void Add(TRow key, params ReadOnlySpan<long> counts)
    {
        if (!_rows.TryGetValue(key, out var row))
        {
            _rows[key] = row = new Row(width) { IsNew = _round > 1 };
        }

        if (row.Round != _round)
        {
            row.Round = _round;
            Array.Clear(row.Now);
        }

        for (var i = 0; i < width; i++)
        {
            row.Now[i] += counts[i];
        }
    }

    /// <summary>Ends an interval.</summary>
    /// <param name="seconds">Its length.</param>
    /// <returns>The rates of all rows whose counts grew lately: the rates of the interval, and the smoothed rates.</returns>
    public List<(TRow Key, double[] Rates, double[] Smooth)> End(double seconds)
    {
        var keep = Math.Exp(-seconds / Memory);
        var result = new List<(TRow Key, double[] Rates, double[] Smooth)>();
        foreach (var (key, row) in _rows.ToList())
        {
            if (row.Round != _round)
            {
                _ = _rows.Remove(key);
                continue;
            }

            var rates = new double[width];
            for (var i = 0; i < width; i++)
            {
                // Counts from before the page was open belong to no interval.
                var before = row.HasLast || row.IsNew ? row.Last[i] : row.Now[i];
                rates[i] = Math.Max(0, row.Now[i] - before) / seconds;
                row.Smooth[i] = (row.Smooth[i] * keep) + (rates[i] * (1 - keep));
                row.Last[i] = row.Now[i];
            }

            row.HasLast = true;
            if (Array.Exists(row.Smooth, value => value > Least))
            {
                result.Add((key, rates, (double[])row.Smooth.Clone()));
            }
        }

        return result;
    }

    /// <summary>Forgets all rows.</summary>
    public void Clear()
    {
        _rows.Clear();
        _round = 0;
    }

    private sealed class Row(int width)
    {
        public long[] Now { get; } = new long[width];

        public long[] Last { get; } = new long[width];

        public double[] Smooth { get; } = new double[width];

        public int Round { get; set; }

        public bool HasLast { get; set; }

        public bool IsNew { get; set; }
    }
}
