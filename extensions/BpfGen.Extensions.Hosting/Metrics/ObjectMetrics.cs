using System;
using System.Collections.Generic;
using System.Diagnostics.Metrics;
using System.Linq;

namespace BpfGen.Extensions.Hosting;

/// <summary>Publishes the metrics of an object: those that a program registers for its maps, and those of the object itself.</summary>
internal sealed class ObjectMetrics<T> : IDisposable
    where T : class, IBpfObject<T>
{
    private readonly BpfService<T> _service;
    private readonly MetricContext<T> _context;
    private readonly Meter _meter;
    private readonly bool _ownsMeter;
    private readonly List<MapMetric<T>> _metrics = [];
    private readonly List<ProgramMetrics> _programs = [];
    private readonly KeyValuePair<string, object?> _object;
    private readonly bool _hasStatistics;
    private IReadOnlyList<(string Map, uint Size, RingBufferReader Reader)> _rings = [];

    public ObjectMetrics(BpfService<T> service, BpfServiceOptions options, MetricContext<T> context, IMeterFactory? factory)
    {
        _service = service;
        _context = context;
        _object = new("bpf.object", context.Name);
        _hasStatistics = options.EnableStatistics;
        _ownsMeter = factory is null;
        var meter = new MeterOptions(options.MeterName);
        _meter = factory?.Create(meter) ?? new Meter(meter);
    }

    /// <summary>Publishes the metrics of a loaded and attached object. Nothing is read until a listener collects them.</summary>
    public void Publish(RunningObject<T> running, IReadOnlyList<Func<MetricContext<T>, T, MapMetric<T>>> metrics)
    {
        _rings = running.Context.Rings;
        foreach (var program in ProgramsOf(running.Links).Distinct())
        {
            _programs.Add(new ProgramMetrics(program, _object));
        }

        // If one cannot be created, none is published.
        _metrics.AddRange(metrics.Select(create => create(_context, running.Object)));
        _metrics.ForEach(metric => metric.Publish(_meter));
        PublishPrograms();
        PublishRecords();
        PublishMaps();
    }

    /// <summary>Reads everything for the last time before the object is disposed.</summary>
    public void Finish(T probe)
    {
        foreach (var metric in _metrics)
        {
            metric.Finish(probe);
        }

        foreach (var program in _programs)
        {
            _ = Info(program);
        }
    }

    public void Dispose()
    {
        if (_ownsMeter)
        {
            _meter.Dispose();
        }
    }

    private static IEnumerable<BpfProgram> ProgramsOf(IEnumerable<BpfLink> links)
    {
        foreach (var link in links)
        {
            if (link.Program is { } program)
            {
                yield return program;
            }
            else if (link is BpfLinkSet set)
            {
                foreach (var inner in ProgramsOf(set))
                {
                    yield return inner;
                }
            }
        }
    }

    private void PublishPrograms()
    {
        _ = _meter.CreateObservableCounter(
            "bpf.program.runs",
            () => Measure(Counted, static (program, info) => program.Measure((long)info.RunCount)),
            "{run}",
            "The runs of the program, while run-time statistics are on.");
        _ = _meter.CreateObservableCounter(
            "bpf.program.run_time",
            () => Measure(Counted, static (program, info) => program.Measure(info.RunTime.TotalSeconds)),
            "s",
            "The time that the program has run, while run-time statistics are on.");
        _ = _meter.CreateObservableCounter(
            "bpf.program.recursion_misses",
            () => Measure(static _ => true, static (program, info) => program.Measure((long)info.RecursionMisses)),
            "{run}",
            "The runs that the kernel skipped because the program was already running.");

        // Without statistics, zero would say that the program did not run.
        bool Counted(BpfProgramInfo info) => _hasStatistics || info.RunCount > 0;
    }

    private void PublishRecords()
    {
        _ = _meter.CreateObservableCounter(
            "bpf.records.received", () => Measure(_service.ReceivedCount), "{record}", "The records that readers have received.");
        _ = _meter.CreateObservableCounter(
            "bpf.records.dropped", () => Measure(_service.DroppedCount), "{record}", "The records that a full queue has dropped.");
        _ = _meter.CreateObservableCounter(
            "bpf.records.lost", () => Measure(_service.LostCount), "{record}", "The records that a full perf event array has lost.");
        _ = _meter.CreateObservableUpDownCounter(
            "bpf.ring_buffer.unread",
            () => MeasureRings(static ring => ring.Reader.UnreadBytes),
            "By",
            "The bytes in the ring buffer that the reader has not read.");
        _ = _meter.CreateObservableUpDownCounter(
            "bpf.ring_buffer.size", () => MeasureRings(static ring => ring.Size), "By", "The size of the ring buffer.");
    }

    private void PublishMaps()
    {
        // Histograms cannot be observed. The collection of this counter reads their maps.
        _ = _meter.CreateObservableCounter(
            "bpf.map.read_failures",
            () =>
            {
                foreach (var metric in _metrics)
                {
                    (metric as HistogramMetric<T>)?.Collect();
                }

                return Measure(_context.Failures);
            },
            "{failure}",
            "The reads of maps for metrics that failed.");
        _ = _meter.CreateObservableUpDownCounter(
            "bpf.map.entries",
            () => MeasureFills(static fill => fill.Entries),
            "{entry}",
            "The entries of the map when its metric was read.");
        _ = _meter.CreateObservableUpDownCounter(
            "bpf.map.max_entries",
            () => MeasureFills(static fill => fill.MaxEntries),
            "{entry}",
            "The entries for which the map has room.");
    }

    private Measurement<long> Measure(long value) => new(value, _object);

    private List<Measurement<TOut>> Measure<TOut>(
        Func<BpfProgramInfo, bool> isWanted, Func<ProgramMetrics, BpfProgramInfo, Measurement<TOut>> measure)
        where TOut : struct
    {
        var measurements = new List<Measurement<TOut>>();
        foreach (var program in _programs)
        {
            if (Info(program) is { } info && isWanted(info))
            {
                measurements.Add(measure(program, info));
            }
        }

        return measurements;
    }

    private BpfProgramInfo? Info(ProgramMetrics program)
    {
        if (_service.Instance is { } probe)
        {
            _context.Try("bpf.program", probe, _ => program.Read());
        }

        return program.Last;
    }

    private List<Measurement<long>> MeasureRings(Func<(string Map, uint Size, RingBufferReader Reader), long> measure)
    {
        var measurements = new List<Measurement<long>>();
        if (_service.Instance is { } probe)
        {
            foreach (var ring in _rings)
            {
                _context.Try(
                    "bpf.ring_buffer", probe, _ => measurements.Add(new(measure(ring), _object, new("bpf.map", ring.Map))));
            }
        }

        return measurements;
    }

    private List<Measurement<long>> MeasureFills(Func<MapFill, long?> measure)
    {
        var measurements = new List<Measurement<long>>();
        var seen = new HashSet<string>();
        foreach (var metric in _metrics)
        {
            // Several metrics can read a map.
            if (metric.Fill is { Entries: not null } fill && seen.Add(fill.Map) && measure(fill) is { } value)
            {
                measurements.Add(new(value, _object, new("bpf.map", fill.Map)));
            }
        }

        return measurements;
    }
}
