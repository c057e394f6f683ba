using System;
using System.Linq;
using BpfGen.Agent.Web;

namespace BpfGen.Agent.Probes;

/// <summary>Histograms of latencies as rates.</summary>
/// <typeparam name="TRow">The key of a histogram.</typeparam>
internal sealed class Histograms<TRow>
    where TRow : notnull
{
    private readonly Rates<TRow> _rates = new(Slots.Count + 1);

    /// <summary>Begins an interval.</summary>
    public void Begin() => _rates.Begin();

    /// <summary>Adds a histogram of a CPU to a row.</summary>
    public void Add(TRow row, ReadOnlySpan<ulong> slots, ulong bytes)
    {
        Span<long> counts = stackalloc long[Slots.Count + 1];
        for (var i = 0; i < Slots.Count; i++)
        {
            counts[i] = (long)slots[i];
        }

        counts[Slots.Count] = (long)bytes;
        _rates.Add(row, counts);
    }

    /// <summary>Ends an interval.</summary>
    /// <param name="seconds">Its length.</param>
    /// <param name="describe">Returns the texts of a row.</param>
    public LatencySample End(double seconds, Func<TRow, (string Place, string? Operation)> describe)
    {
        var rows = _rates.End(seconds);
        var all = new double[Slots.Count + 1];
        foreach (var row in rows)
        {
            for (var i = 0; i < all.Length; i++)
            {
                all[i] += row.Rates[i];
            }
        }

        return new(
            [.. all[..Slots.Count].Select(Top.Round)],
            Slots.Quantile(all.AsSpan(0, Slots.Count), 0.5),
            Slots.Quantile(all.AsSpan(0, Slots.Count), 0.99),
            all[Slots.Count],
            [
                .. rows.OrderByDescending(row => row.Smooth[..Slots.Count].Sum()).Take(Top.Rows).Select(row =>
                {
                    var (place, operation) = describe(row.Key);
                    var slots = row.Smooth.AsSpan(0, Slots.Count);
                    return new LatencyRow(
                        place,
                        operation,
                        Top.Round(row.Smooth[..Slots.Count].Sum()),
                        Slots.Quantile(slots, 0.5),
                        Slots.Quantile(slots, 0.99),
                        Top.Round(row.Smooth[Slots.Count]));
                }),
            ]);
    }
}
