using System.Diagnostics.Metrics;

namespace BpfGen.Extensions.Hosting;

/// <summary>
/// A histogram that is given the values that the kernel has counted since the last collection. .NET has no histogram that is observed, so
/// the collection of another instrument calls <see cref="Collect"/>.
/// </summary>
internal sealed class HistogramMetric<T>(
    MetricContext<T> context, string name, BpfHistogramOptions options, HistogramSlots slots, MapSeries<T, long> series)
    : MapMetric<T>(context, name)
    where T : class
{
    private Histogram<double>? _instrument;

    public override MapFill? Fill => series.Fill;

    protected override Instrument Instrument => _instrument!;

    public override void Publish(Meter meter) => _instrument = meter.CreateHistogram(
        Name,
        options.Unit,
        options.Description,
        tags: null,
        new InstrumentAdvice<double> { HistogramBucketBoundaries = slots.UpperBounds });

    /// <summary>Reads the map and records the new values, if a listener wants them.</summary>
    public void Collect()
    {
        if (!_instrument!.Enabled)
        {
            return;
        }

        lock (Reading)
        {
            if (Context.Instance is { } probe)
            {
                _ = Read(probe);
            }
        }
    }

    protected override bool Read(T probe)
    {
        var isRead = Context.Try(Name, probe, series.Read);
        foreach (var one in series.All)
        {
            Record(one);
        }

        return isRead;
    }

    private void Record(Series<long> one)
    {
        var recorded = (long[])(one.Published ??= new long[slots.Count]);
        for (var slot = 0; slot < slots.Count; slot++)
        {
            for (; recorded[slot] < one.Sums[slot]; recorded[slot]++)
            {
                _instrument!.Record(slots.Middles[slot], one.Tags.Tags);
            }
        }
    }
}
