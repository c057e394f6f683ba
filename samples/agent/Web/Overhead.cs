using System;
using System.Collections.Generic;
using System.Diagnostics.Metrics;
using System.Linq;
using BpfGen.Agent.Options;
using BpfGen.Agent.Probes;
using Microsoft.Extensions.Logging;

namespace BpfGen.Agent.Web;

/// <summary>Publishes what the probes cost, what they lose, and whether they run.</summary>
internal sealed class Overhead : IDisposable
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "BpfGen.Agent";

    private readonly IReadOnlyList<IAgentProbe> _probes;
    private readonly AgentOptions _options;
    private readonly Meter _meter;
    private readonly BpfStatistics? _statistics;

    public Overhead(IEnumerable<IAgentProbe> probes, AgentOptions options, IMeterFactory meters, ILogger<Overhead> logger)
    {
        _probes = [.. probes];
        _options = options;
        _meter = meters.Create(MeterName);
        try
        {
            _statistics = options.Statistics ? BpfStatistics.Enable() : null;
        }
        catch (BpfException exception)
        {
            WebLog.NoStatistics(logger, exception.Message);
        }

        _ = _meter.CreateObservableGauge(
            "bpfgen.agent.probe.up",
            () => Measure(static probe => probe.State != ProbeState.Off, static probe => probe.State == ProbeState.Running ? 1L : 0),
            description: "1 if the probe is attached, 0 if it failed.");
        _ = _meter.CreateObservableCounter(
            "bpfgen.agent.probe.lost",
            () => Measure(IsRunning, static probe => probe.Lost),
            "{event}",
            "Events that were not counted, because a table was full.");
        _ = _meter.CreateObservableCounter(
            "bpfgen.agent.probe.dropped_records",
            () => Measure(static probe => probe.Dropped is not null, static probe => probe.Dropped ?? 0),
            "{record}",
            "Records that were dropped because the ring buffer was full. Their events are counted.");
        _ = _meter.CreateObservableCounter(
            "bpfgen.agent.probe.runs",
            () => Measure(IsMeasured, static probe => probe.Overhead.Runs),
            "{run}",
            "The runs of the probe's programs, while run-time statistics are on.");
        _ = _meter.CreateObservableCounter(
            "bpfgen.agent.probe.run_time",
            () => Measure(IsMeasured, static probe => probe.Overhead.Time.TotalSeconds),
            "s",
            "The time that the probe's programs have run, while run-time statistics are on.");
    }

    /// <summary>Whether the kernel measures the run time of programs because of this agent.</summary>
    public bool IsOn => _statistics is not null;

    public void Dispose()
    {
        _meter.Dispose();
        _statistics?.Dispose();
    }

    private static bool IsRunning(IAgentProbe probe) => probe.State == ProbeState.Running;

    // Without statistics, zero would say that the probe costs nothing.
    private bool IsMeasured(IAgentProbe probe) => IsRunning(probe) && (IsOn || probe.Overhead.Runs > 0);

    private List<Measurement<TValue>> Measure<TValue>(Func<IAgentProbe, bool> isWanted, Func<IAgentProbe, TValue> measure)
        where TValue : struct =>
    [
        .. _probes.Where(isWanted).Select(probe => new Measurement<TValue>(
            measure(probe),
            new KeyValuePair<string, object?>("probe", probe.Name),
            new KeyValuePair<string, object?>("node", _options.Node))),
    ];
}
