using System;
using System.Diagnostics;
using System.Numerics;

namespace BpfGen.Extensions.Hosting;

/// <summary>Creates the metrics of maps with the types that fit their numbers.</summary>
internal static class MetricFactory
{
    /// <summary>Whether sums of a number have a fraction. .NET compiles the comparison to a constant.</summary>
    public static bool IsFloating<TNumber>() =>
        typeof(TNumber) == typeof(double) || typeof(TNumber) == typeof(float) || typeof(TNumber) == typeof(Half);

    public static MapMetric<T> Sum<T, TKey, TValue, TNumber>(
        MetricContext<T> context,
        T probe,
        string name,
        bool isGauge,
        Func<T, IEntryBatches<TKey, TValue>> map,
        Func<TValue, TNumber> value,
        Func<TKey, TagList>? tags,
        BpfMetricOptions options)
        where T : class
        where TKey : unmanaged
        where TValue : unmanaged
        where TNumber : INumber<TNumber>
    {
        return IsFloating<TNumber>() ? Of<double>() : Of<long>();

        MapMetric<T> Of<TSum>()
            where TSum : unmanaged, INumber<TSum> => Sum(
                context,
                name,
                isGauge,
                options,
                new EntrySeries<T, TKey, TValue, TSum>(
                    probe,
                    map,
                    (values, sums) =>
                    {
                        foreach (var one in values)
                        {
                            sums[0] += TSum.CreateSaturating(value(one));
                        }
                    },
                    width: 1,
                    isGauge,
                    tags,
                    options.MaxTagSets));
    }

    public static MapMetric<T> Variable<T, TNumber>(
        MetricContext<T> context, string name, bool isGauge, Func<T, TNumber> value, BpfMetricOptions options)
        where T : class
        where TNumber : INumber<TNumber> => IsFloating<TNumber>()
            ? Sum(context, name, isGauge, options, new VariableSeries<T, TNumber, double>(value, isGauge))
            : Sum(context, name, isGauge, options, new VariableSeries<T, TNumber, long>(value, isGauge));

    public static MapMetric<T> Histogram<T, TNumber>(
        MetricContext<T> context, T probe, string name, Func<T, IEntryBatches<uint, TNumber>> slots, BpfHistogramOptions options)
        where T : class
        where TNumber : unmanaged, INumber<TNumber>
    {
        var series = new SlotArraySeries<T, TNumber>(probe, slots);
        return Histogram(context, name, series.Width, options, series);
    }

    public static MapMetric<T> Histogram<T, TKey, TValue, TNumber>(
        MetricContext<T> context,
        T probe,
        string name,
        Func<T, IEntryBatches<TKey, TValue>> map,
        SlotSelector<TValue, TNumber> slots,
        Func<TKey, TagList>? tags,
        BpfHistogramOptions options)
        where T : class
        where TKey : unmanaged
        where TValue : unmanaged
        where TNumber : unmanaged, INumber<TNumber>
    {
        // The number of slots does not depend on the value.
        var empty = default(TValue);
        var width = slots(in empty).Length;
        var series = new EntrySeries<T, TKey, TValue, long>(
            probe,
            map,
            (values, sums) =>
            {
                foreach (ref readonly var one in values)
                {
                    var counts = slots(in one);
                    for (var slot = 0; slot < sums.Length; slot++)
                    {
                        sums[slot] += long.CreateSaturating(counts[slot]);
                    }
                }
            },
            width,
            isGauge: false,
            tags,
            options.MaxTagSets);
        return Histogram(context, name, width, options, series);
    }

    private static MapMetric<T> Sum<T, TSum>(
        MetricContext<T> context, string name, bool isGauge, BpfMetricOptions options, MapSeries<T, TSum> series)
        where T : class
        where TSum : unmanaged, INumber<TSum> => options.Scale is null && !IsFloating<TSum>()
            ? new SumMetric<T, TSum, long>(context, name, isGauge, options, series)
            : new SumMetric<T, TSum, double>(context, name, isGauge, options, series);

    private static MapMetric<T> Histogram<T>(
        MetricContext<T> context, string name, int width, BpfHistogramOptions options, MapSeries<T, long> series)
        where T : class
    {
        var slots = new HistogramSlots(width, options);
        return options.Form == BpfHistogramForm.BucketCounters
            ? new BucketMetric<T>(context, name, options, slots, series)
            : new HistogramMetric<T>(context, name, options, slots, series);
    }
}
