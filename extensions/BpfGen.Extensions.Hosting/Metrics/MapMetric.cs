using System.Diagnostics.Metrics;
using System.Threading;

namespace BpfGen.Extensions.Hosting;

/// <summary>A metric that is read from a map. Maps are read only when a listener collects the metric.</summary>
internal abstract class MapMetric<T>(MetricContext<T> context, string name)
    where T : class
{
    protected MetricContext<T> Context => context;

    protected string Name => name;

    /// <summary>Only one listener at a time reads the map.</summary>
    protected Lock Reading { get; } = new();

    /// <summary>The fill of the map; null if it is not known.</summary>
    public abstract MapFill? Fill { get; }

    protected abstract Instrument Instrument { get; }

    /// <summary>Creates the instrument.</summary>
    public abstract void Publish(Meter meter);

    /// <summary>Reads the map. The caller holds <see cref="Reading"/>.</summary>
    /// <returns>Whether the map was read.</returns>
    protected abstract bool Read(T probe);

    /// <summary>Reads the map for the last time, so that collections after the stop of the object have the final counts.</summary>
    public void Finish(T probe)
    {
        if (Instrument.Enabled)
        {
            lock (Reading)
            {
                _ = Read(probe);
            }
        }
    }
}
