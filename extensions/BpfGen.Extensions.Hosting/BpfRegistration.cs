using System;
using System.Collections.Generic;

namespace BpfGen.Extensions.Hosting;

/// <summary>What a program registers for an object: how to load it, its readers and its options.</summary>
internal sealed class BpfRegistration<T>(Func<IServiceProvider, T> load)
    where T : class
{
    public Func<IServiceProvider, T> Load { get; } = load;

    public BpfServiceOptions Options { get; } = new();

    public List<ReaderRegistration<T>> Readers { get; } = [];

    /// <summary>Functions that create the metrics of the loaded object's maps.</summary>
    public List<Func<MetricContext<T>, T, MapMetric<T>>> Metrics { get; } = [];

    /// <summary>Attaches the object and returns the links; null to call the object's <see cref="IBpfObject{TSelf}.Attach"/>.</summary>
    public Func<T, IReadOnlyList<BpfLink>>? Attach { get; set; }
}
