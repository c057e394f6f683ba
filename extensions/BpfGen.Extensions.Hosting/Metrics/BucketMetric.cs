using System.Diagnostics.Metrics;

namespace BpfGen.Extensions.Hosting;

/// <summary>A histogram as a counter for each bucket, in the convention of Prometheus: a bucket includes those below it.</summary>
internal sealed class BucketMetric<T>(
    MetricContext<T> context, string name, BpfHistogramOptions options, HistogramSlots slots, MapSeries<T, long> series)
    : MapMetric<T>(context, name)
    where T : class
{
    private ObservableCounter<long>? _instrument;

    public override MapFill? Fill => series.Fill;

    protected override Instrument Instrument => _instrument!;

    // The bounds have the unit of the histogram. The counters count values, so they have no unit.
    public override void Publish(Meter meter) =>
        _instrument = meter.CreateObservableCounter(Name, Observe, unit: null, options.Description);

    protected override bool Read(T probe) => Context.Try(Name, probe, series.Read);

    private Measurement<long>[] Observe()
    {
        lock (Reading)
        {
            if (Context.Instance is { } probe)
            {
                _ = Read(probe);
            }

            var measurements = new Measurement<long>[series.Count * slots.Count];
            var next = 0;
            foreach (var one in series.All)
            {
                var buckets = (Published<long>[])(one.Published ??= Buckets(one.Tags));
                long sum = 0;
                for (var slot = 0; slot < slots.Count; slot++)
                {
                    sum += one.Sums[slot];
                    measurements[next++] = buckets[slot].Of(sum);
                }
            }

            return measurements;
        }
    }

    private Published<long>[] Buckets(TagSet tags)
    {
        var buckets = new Published<long>[slots.Count];
        for (var slot = 0; slot < buckets.Length; slot++)
        {
            buckets[slot] = new Published<long>(tags.With("le", slots.Label(slot)));
        }

        return buckets;
    }
}
