using System.Diagnostics.Metrics;
using System.Numerics;

namespace BpfGen.Extensions.Hosting;

/// <summary>A counter or a gauge from a map.</summary>
/// <typeparam name="T">The generated class of the object.</typeparam>
/// <typeparam name="TSum">The type in which values are added up.</typeparam>
/// <typeparam name="TOut">The type of the measurements.</typeparam>
internal sealed class SumMetric<T, TSum, TOut>(
    MetricContext<T> context, string name, bool isGauge, BpfMetricOptions options, MapSeries<T, TSum> series)
    : MapMetric<T>(context, name)
    where T : class
    where TSum : unmanaged, INumber<TSum>
    where TOut : struct, INumber<TOut>
{
    private Instrument? _instrument;

    public override MapFill? Fill => series.Fill;

    protected override Instrument Instrument => _instrument!;

    public override void Publish(Meter meter) => _instrument = isGauge
        ? meter.CreateObservableGauge(Name, Observe, options.Unit, options.Description)
        : meter.CreateObservableCounter(Name, Observe, options.Unit, options.Description);

    protected override bool Read(T probe) => Context.Try(Name, probe, series.Read);

    private Measurement<TOut>[] Observe()
    {
        lock (Reading)
        {
            // Without a new value, a counter has its last one, and a gauge has none.
            var isRead = Context.Instance is { } probe && Read(probe);
            return isRead || !isGauge ? Measure() : [];
        }
    }

    private Measurement<TOut>[] Measure()
    {
        var measurements = new Measurement<TOut>[series.Count];
        var count = 0;
        foreach (var one in series.All)
        {
            var value = TOut.CreateSaturating(one.Sums[0]);
            if (options.Scale is { } scale)
            {
                value = TOut.CreateSaturating(double.CreateSaturating(one.Sums[0]) * scale);
            }

            measurements[count++] = Published<TOut>.Of(one.Published ??= new Published<TOut>(one.Tags), value);
        }

        return count == measurements.Length ? measurements : measurements[..count];
    }
}
