using System;
using System.Collections.Generic;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Linq;
using BpfGen.Extensions.Hosting;

namespace BpfGen.Hosting.Tests.Support;

/// <summary>Collects the measurements of a meter.</summary>
internal sealed class Measurements : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly Dictionary<string, double> _observed = [];
    private readonly List<(string Series, double Value)> _recorded = [];

    /// <param name="meter">The name of the meter.</param>
    public Measurements(string meter = BpfTelemetry.Name)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == meter)
            {
                Instruments.Add(instrument);
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.Start();
    }

    public List<Instrument> Instruments { get; } = [];

    /// <summary>
    /// Collects the observable instruments. The key is the name of the instrument with its tags, in their order:
    /// <c>calls{odd=True,argument=1}</c>.
    /// </summary>
    public IReadOnlyDictionary<string, double> Collect()
    {
        _observed.Clear();
        _recorded.Clear();
        _listener.RecordObservableInstruments();
        return new Dictionary<string, double>(_observed);
    }

    /// <summary>Collects one observable instrument.</summary>
    public IReadOnlyDictionary<string, double> Collect(string instrument) =>
        Collect().Where(pair => pair.Key == instrument || pair.Key.StartsWith(instrument + "{", StringComparison.Ordinal)).ToDictionary();

    /// <summary>Collects and returns how often each value was recorded in histograms.</summary>
    public IReadOnlyDictionary<(string Series, double Value), int> CollectHistograms()
    {
        _ = Collect();
        return _recorded.CountBy(record => record).ToDictionary();
    }

    public void Dispose() => _listener.Dispose();

    private void Take(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var text = string.Join(",", tags.ToArray().Select(tag => string.Create(CultureInfo.InvariantCulture, $"{tag.Key}={tag.Value}")));
        var series = text.Length == 0 ? instrument.Name : $"{instrument.Name}{{{text}}}";
        if (instrument is Histogram<double>)
        {
            _recorded.Add((series, value));
        }
        else
        {
            _observed.Add(series, value);
        }
    }
}
