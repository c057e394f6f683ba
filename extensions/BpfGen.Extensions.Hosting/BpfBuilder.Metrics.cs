using System;
using System.Diagnostics;
using System.Numerics;

namespace BpfGen.Extensions.Hosting;

public sealed partial class BpfBuilder<T>
{
    /// <summary>Adds a counter of a number that programs only increase, such as a global variable.</summary>
    /// <typeparam name="TNumber">The type of the number.</typeparam>
    /// <param name="name">The name of the metric: <c>myapp.packets</c>.</param>
    /// <param name="value">Reads the number. It is called when a listener collects the metric.</param>
    /// <param name="configure">Sets options of the metric; null for none.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentException"><paramref name="name"/> is empty.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="name"/> or <paramref name="value"/> is null.</exception>
    /// <example><code>.AddCounter("myapp.dropped", probe => probe.Bss.Dropped)</code></example>
    public BpfBuilder<T> AddCounter<TNumber>(string name, Func<T, TNumber> value, Action<BpfMetricOptions>? configure = null)
        where TNumber : struct, INumber<TNumber> => AddVariable(name, isGauge: false, value, configure);

    /// <summary>
    /// Adds a counter of the numbers in a map: an array, a hash map, or their per-CPU variants, whose values are added up. The map is read
    /// when a listener collects the metric, in batches.
    /// </summary>
    /// <remarks>
    /// The counter keeps the counts of keys that leave the map. A number that is below the last one counts from zero. The numbers of keys
    /// with the same tags are added up.
    /// </remarks>
    /// <typeparam name="TKey">The type of the map's keys; <c>uint</c>, the index, for an array.</typeparam>
    /// <typeparam name="TNumber">The type of the map's values.</typeparam>
    /// <param name="name">The name of the metric: <c>myapp.packets</c>.</param>
    /// <param name="map">Returns the map of the object.</param>
    /// <param name="tags">Returns the tags of a key. It is called once for each key. Null for no tags.</param>
    /// <param name="configure">Sets options of the metric; null for none.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentException"><paramref name="name"/> is empty.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="name"/> or <paramref name="map"/> is null.</exception>
    /// <example>
    /// <code>.AddCounter("myapp.packets", probe => probe.Packets, tags: key => new() { { "protocol", key.Protocol } })</code>
    /// </example>
    public BpfBuilder<T> AddCounter<TKey, TNumber>(
        string name,
        Func<T, IEntryBatches<TKey, TNumber>> map,
        Func<TKey, TagList>? tags = null,
        Action<BpfMetricOptions>? configure = null)
        where TKey : unmanaged
        where TNumber : unmanaged, INumber<TNumber> => AddSum(name, isGauge: false, map, static value => value, tags, configure);

    /// <summary>Adds a counter of a number in the values of a map, which are structs.</summary>
    /// <inheritdoc cref="AddCounter{TKey, TNumber}"/>
    /// <typeparam name="TKey">The type of the map's keys; <c>uint</c>, the index, for an array.</typeparam>
    /// <typeparam name="TValue">The type of the map's values. For a per-CPU map: the type of one CPU's value.</typeparam>
    /// <typeparam name="TNumber">The type of the number.</typeparam>
    /// <param name="name">The name of the metric: <c>myapp.packets</c>.</param>
    /// <param name="map">Returns the map of the object.</param>
    /// <param name="value">Returns the number in a value.</param>
    /// <param name="tags">Returns the tags of a key. It is called once for each key. Null for no tags.</param>
    /// <param name="configure">Sets options of the metric; null for none.</param>
    public BpfBuilder<T> AddCounter<TKey, TValue, TNumber>(
        string name,
        Func<T, IEntryBatches<TKey, TValue>> map,
        Func<TValue, TNumber> value,
        Func<TKey, TagList>? tags = null,
        Action<BpfMetricOptions>? configure = null)
        where TKey : unmanaged
        where TValue : unmanaged
        where TNumber : struct, INumber<TNumber> => AddSum(name, isGauge: false, map, value, tags, configure);

    /// <summary>Adds a gauge of a number, such as a global variable.</summary>
    /// <typeparam name="TNumber">The type of the number.</typeparam>
    /// <param name="name">The name of the metric: <c>myapp.queue.length</c>.</param>
    /// <param name="value">Reads the number. It is called when a listener collects the metric.</param>
    /// <param name="configure">Sets options of the metric; null for none.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentException"><paramref name="name"/> is empty.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="name"/> or <paramref name="value"/> is null.</exception>
    public BpfBuilder<T> AddGauge<TNumber>(string name, Func<T, TNumber> value, Action<BpfMetricOptions>? configure = null)
        where TNumber : struct, INumber<TNumber> => AddVariable(name, isGauge: true, value, configure);

    /// <summary>
    /// Adds a gauge of the numbers in a map: an array, a hash map, or their per-CPU variants, whose values are added up. The map is read
    /// when a listener collects the metric, in batches.
    /// </summary>
    /// <remarks>The gauge has the keys that are in the map now. The numbers of keys with the same tags are added up.</remarks>
    /// <typeparam name="TKey">The type of the map's keys; <c>uint</c>, the index, for an array.</typeparam>
    /// <typeparam name="TNumber">The type of the map's values.</typeparam>
    /// <param name="name">The name of the metric: <c>myapp.queue.length</c>.</param>
    /// <param name="map">Returns the map of the object.</param>
    /// <param name="tags">Returns the tags of a key. It is called once for each key. Null for no tags.</param>
    /// <param name="configure">Sets options of the metric; null for none.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentException"><paramref name="name"/> is empty.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="name"/> or <paramref name="map"/> is null.</exception>
    public BpfBuilder<T> AddGauge<TKey, TNumber>(
        string name,
        Func<T, IEntryBatches<TKey, TNumber>> map,
        Func<TKey, TagList>? tags = null,
        Action<BpfMetricOptions>? configure = null)
        where TKey : unmanaged
        where TNumber : unmanaged, INumber<TNumber> => AddSum(name, isGauge: true, map, static value => value, tags, configure);

    /// <summary>
    /// Adds a gauge of a number in the values of a map, which are structs. To get the number of entries with the same tags, return 1.
    /// </summary>
    /// <inheritdoc cref="AddGauge{TKey, TNumber}"/>
    /// <typeparam name="TKey">The type of the map's keys; <c>uint</c>, the index, for an array.</typeparam>
    /// <typeparam name="TValue">The type of the map's values. For a per-CPU map: the type of one CPU's value.</typeparam>
    /// <typeparam name="TNumber">The type of the number.</typeparam>
    /// <param name="name">The name of the metric: <c>myapp.queue.length</c>.</param>
    /// <param name="map">Returns the map of the object.</param>
    /// <param name="value">Returns the number in a value.</param>
    /// <param name="tags">Returns the tags of a key. It is called once for each key. Null for no tags.</param>
    /// <param name="configure">Sets options of the metric; null for none.</param>
    public BpfBuilder<T> AddGauge<TKey, TValue, TNumber>(
        string name,
        Func<T, IEntryBatches<TKey, TValue>> map,
        Func<TValue, TNumber> value,
        Func<TKey, TagList>? tags = null,
        Action<BpfMetricOptions>? configure = null)
        where TKey : unmanaged
        where TValue : unmanaged
        where TNumber : struct, INumber<TNumber> => AddSum(name, isGauge: true, map, value, tags, configure);

    /// <summary>Adds a histogram from an array whose elements are the slots: each has the number of values in its range.</summary>
    /// <typeparam name="TNumber">The type of the slots.</typeparam>
    /// <param name="name">The name of the metric: <c>myapp.latency</c>.</param>
    /// <param name="slots">Returns the array of the object.</param>
    /// <param name="configure">Sets options of the metric, such as its bounds; null for none.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentException"><paramref name="name"/> is empty.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="name"/> or <paramref name="slots"/> is null.</exception>
    public BpfBuilder<T> AddHistogram<TNumber>(
        string name, Func<T, IEntryBatches<uint, TNumber>> slots, Action<BpfHistogramOptions>? configure = null)
        where TNumber : unmanaged, INumber<TNumber>
    {
        ArgumentNullException.ThrowIfNull(slots);
        var options = Configured(name, configure);
        _registration.Metrics.Add((context, probe) => MetricFactory.Histogram(context, probe, name, slots, options));
        return this;
    }

    /// <summary>
    /// Adds histograms from a map whose values are structs with slots, as in the tools of libbpf: one for each set of tags.
    /// </summary>
    /// <typeparam name="TKey">The type of the map's keys; <c>uint</c>, the index, for an array.</typeparam>
    /// <typeparam name="TValue">The type of the map's values. For a per-CPU map: the type of one CPU's value.</typeparam>
    /// <typeparam name="TNumber">The type of the slots.</typeparam>
    /// <param name="name">The name of the metric: <c>myapp.latency</c>.</param>
    /// <param name="map">Returns the map of the object.</param>
    /// <param name="slots">Returns the slots in a value.</param>
    /// <param name="tags">Returns the tags of a key. It is called once for each key. Null for no tags.</param>
    /// <param name="configure">Sets options of the metric, such as its bounds; null for none.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentException"><paramref name="name"/> is empty.</exception>
    /// <exception cref="ArgumentNullException">
    /// <paramref name="name"/>, <paramref name="map"/> or <paramref name="slots"/> is null.
    /// </exception>
    /// <example>
    /// <code>
    /// .AddHistogram("myapp.latency", probe => probe.Hists, (in Hist hist) => hist.Slots[..], key => new() { { "disk", key.Disk } })
    /// </code>
    /// </example>
    public BpfBuilder<T> AddHistogram<TKey, TValue, TNumber>(
        string name,
        Func<T, IEntryBatches<TKey, TValue>> map,
        SlotSelector<TValue, TNumber> slots,
        Func<TKey, TagList>? tags = null,
        Action<BpfHistogramOptions>? configure = null)
        where TKey : unmanaged
        where TValue : unmanaged
        where TNumber : unmanaged, INumber<TNumber>
    {
        ArgumentNullException.ThrowIfNull(map);
        ArgumentNullException.ThrowIfNull(slots);
        var options = Configured(name, configure);
        _registration.Metrics.Add((context, probe) => MetricFactory.Histogram(context, probe, name, map, slots, tags, options));
        return this;
    }

    private static TOptions Configured<TOptions>(string name, Action<TOptions>? configure)
        where TOptions : BpfMetricOptions, new()
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        var options = new TOptions();
        configure?.Invoke(options);
        return options;
    }

    private BpfBuilder<T> AddVariable<TNumber>(
        string name, bool isGauge, Func<T, TNumber> value, Action<BpfMetricOptions>? configure)
        where TNumber : struct, INumber<TNumber>
    {
        ArgumentNullException.ThrowIfNull(value);
        var options = Configured(name, configure);
        _registration.Metrics.Add((context, _) => MetricFactory.Variable(context, name, isGauge, value, options));
        return this;
    }

    private BpfBuilder<T> AddSum<TKey, TValue, TNumber>(
        string name,
        bool isGauge,
        Func<T, IEntryBatches<TKey, TValue>> map,
        Func<TValue, TNumber> value,
        Func<TKey, TagList>? tags,
        Action<BpfMetricOptions>? configure)
        where TKey : unmanaged
        where TValue : unmanaged
        where TNumber : struct, INumber<TNumber>
    {
        ArgumentNullException.ThrowIfNull(map);
        ArgumentNullException.ThrowIfNull(value);
        var options = Configured(name, configure);
        _registration.Metrics.Add(
            (context, probe) => MetricFactory.Sum(context, probe, name, isGauge, map, value, tags, options));
        return this;
    }
}
