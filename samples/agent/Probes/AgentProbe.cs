using System;
using BpfGen.Agent.Options;
using BpfGen.Agent.Pins;
using BpfGen.Agent.Web;
using BpfGen.Extensions.Hosting;

namespace BpfGen.Agent.Probes;

/// <summary>A probe that is an eBPF object of this program.</summary>
/// <typeparam name="T">The generated class of the object.</typeparam>
internal abstract class AgentProbe<T>(string name, string title, AgentOptions options, BpfService<T>? service, ProbePins<T> pins)
    : IAgentProbe
    where T : class, IBpfObject<T>
{
    public string Name { get; } = name;

    public string Title { get; } = title;

    public ProbeState State => service is null || !options.Probes.Contains(Name) ? ProbeState.Off
        : service.State == BpfServiceState.Running ? ProbeState.Running
        : ProbeState.Failed;

    public string? Reason => State == ProbeState.Failed ? service?.Failure?.Message ?? "It is not attached." : null;

    public long Lost => Read(LostOf, 0);

    public long? Dropped => Read(DroppedOf, null);

    public (long Runs, TimeSpan Time) Overhead
    {
        get
        {
            long runs = 0;
            var time = TimeSpan.Zero;
            foreach (var program in pins.Attached)
            {
                try
                {
                    var info = program.GetInfo();
                    runs += (long)info.RunCount;
                    time += info.RunTime;
                }
                catch (Exception exception) when (exception is BpfException or ObjectDisposedException)
                {
                    // The host stops.
                }
            }

            return (runs, time);
        }
    }

    public void Sweep() => Read(
        probe =>
        {
            SweepTables(probe);
            return true;
        },
        false);

    public void AddTo(Sample sample, double seconds) => Read(
        probe =>
        {
            Add(probe, sample, seconds);
            return true;
        },
        false);

    /// <summary>Returns the object if it is attached.</summary>
    protected T? Instance => service?.Instance;

    protected abstract long LostOf(T probe);

    /// <summary>Returns the number of dropped records; null if the probe writes no records.</summary>
    protected virtual long? DroppedOf(T probe) => null;

    protected abstract void SweepTables(T probe);

    protected abstract void Add(T probe, Sample sample, double seconds);

    /// <summary>Adds the values of all CPUs.</summary>
    protected static long Sum(PerCpuArrayMap<ulong> map)
    {
        long sum = 0;
        foreach (var value in map[0])
        {
            sum += (long)value;
        }

        return sum;
    }

    // The host can stop and dispose the object at any time.
    private TResult Read<TResult>(Func<T, TResult> read, TResult otherwise)
    {
        try
        {
            return Instance is { } probe ? read(probe) : otherwise;
        }
        catch (Exception exception) when (exception is BpfException or ObjectDisposedException)
        {
            return otherwise;
        }
    }
}
