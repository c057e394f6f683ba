using System;
using System.Collections.Generic;
using System.Diagnostics.Metrics;
using System.Linq;
using System.Threading.Tasks;
using BpfGen.Extensions.Hosting;
using BpfGen.Hosting.Tests.Support;
using Xunit;

namespace BpfGen.Hosting.Tests;

/// <summary>Histograms have the values that programs counted in slots.</summary>
[Collection(KernelTests.Name)]
public sealed class HistogramTests : IDisposable
{
    private readonly Measurements _measurements = new();

    public HistogramTests() => Ping.KernelRequired();

    public void Dispose() => _measurements.Dispose();

    [Fact]
    public async Task A_histogram_records_the_middle_of_its_slot_for_each_value()
    {
        await using var host = new CountsHost(builder => builder.AddHistogram("arguments", probe => probe.Slots));
        await host.StartAsync();

        Ping.Send(20);
        Ping.SendEach(100_000);

        Assert.Equal(
            new Dictionary<(string, double), int>
            {
                [("arguments", 0.5)] = 2,
                [("arguments", 2.5)] = 2,
                [("arguments", 5.5)] = 4,
                [("arguments", 11.5)] = 8,
                [("arguments", 23.5)] = 4,
                [("arguments", 191.5)] = 1,
            },
            _measurements.CollectHistograms());
    }

    [Fact]
    public async Task A_collection_records_only_the_values_since_the_last_one()
    {
        await using var host = new CountsHost(builder => builder.AddHistogram("arguments", probe => probe.Slots));
        await host.StartAsync();
        Ping.SendEach(0, 1, 4);
        _ = _measurements.CollectHistograms();

        Ping.SendEach(1, 5, 6);

        Assert.Equal(
            new Dictionary<(string, double), int> { [("arguments", 0.5)] = 1, [("arguments", 5.5)] = 2 },
            _measurements.CollectHistograms());
        Assert.Empty(_measurements.CollectHistograms());
    }

    [Fact]
    public async Task A_map_of_structs_with_slots_is_a_histogram_for_each_set_of_tags()
    {
        await using var host = new CountsHost(builder => builder.AddHistogram(
            "arguments", probe => probe.Hists, (in Counts.Types.Hist hist) => hist.Slots[..], odd => new() { { "odd", odd == 1 } }));
        await host.StartAsync();

        Ping.Send(8);

        Assert.Equal(
            new Dictionary<(string, double), int>
            {
                [("arguments{odd=False}", 0.5)] = 1,
                [("arguments{odd=False}", 2.5)] = 1,
                [("arguments{odd=False}", 5.5)] = 2,
                [("arguments{odd=True}", 0.5)] = 1,
                [("arguments{odd=True}", 2.5)] = 1,
                [("arguments{odd=True}", 5.5)] = 2,
            },
            _measurements.CollectHistograms());
    }

    [Fact]
    public async Task A_histogram_advises_the_bounds_of_its_slots()
    {
        await using var host = new CountsHost(builder => builder
            .AddHistogram("arguments", probe => probe.Slots, options => options.Scale = 0.5)
            .AddHistogram("linear", probe => probe.Slots, options => options.UpperBounds = [10, 20, 30, 40, 50, 60, 70]));
        await host.StartAsync();

        Assert.Equal([0.5, 1.5, 3.5, 7.5, 15.5, 31.5, 63.5], BoundsOf("arguments"));
        Assert.Equal([10, 20, 30, 40, 50, 60, 70], BoundsOf("linear"));
    }

    [Fact]
    public async Task Bucket_counters_include_the_buckets_below()
    {
        await using var host = new CountsHost(builder => builder.AddHistogram(
            "arguments.bucket", probe => probe.Slots, options => options.Form = BpfHistogramForm.BucketCounters));
        await host.StartAsync();

        Ping.Send(20);
        Ping.SendEach(100_000);

        Assert.Equal(
            new Dictionary<string, double>
            {
                ["arguments.bucket{le=1}"] = 2,
                ["arguments.bucket{le=3}"] = 4,
                ["arguments.bucket{le=7}"] = 8,
                ["arguments.bucket{le=15}"] = 16,
                ["arguments.bucket{le=31}"] = 20,
                ["arguments.bucket{le=63}"] = 20,
                ["arguments.bucket{le=127}"] = 20,
                ["arguments.bucket{le=+Inf}"] = 21,
            },
            _measurements.Collect("arguments.bucket"));
    }

    [Fact]
    public async Task Bucket_counters_have_the_tags_of_the_key_and_the_bound()
    {
        await using var host = new CountsHost(builder => builder.AddHistogram(
            "arguments.bucket",
            probe => probe.Hists,
            (in Counts.Types.Hist hist) => hist.Slots[..],
            odd => new() { { "odd", odd } },
            options => (options.Form, options.Scale) = (BpfHistogramForm.BucketCounters, 1e-3)));
        await host.StartAsync();

        Ping.Send(5);

        var buckets = _measurements.Collect("arguments.bucket");
        Assert.Equal((2d, 3d), (buckets["arguments.bucket{odd=0,le=0.003}"], buckets["arguments.bucket{odd=0,le=0.007}"]));
        Assert.Equal((2d, 16), (buckets["arguments.bucket{odd=1,le=+Inf}"], buckets.Count));
    }

    [Fact]
    public async Task The_last_values_are_recorded_when_the_host_stops()
    {
        await using var host = new CountsHost(builder => builder.AddHistogram("arguments", probe => probe.Slots));
        await host.StartAsync();
        var recorded = 0;
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name == "arguments")
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<double>((_, _, _, _) => recorded++);
        listener.Start();

        Ping.Send(5);
        await host.StopAsync();

        Assert.Equal(5, recorded);
    }

    [Fact]
    public async Task A_host_does_not_start_if_the_bounds_do_not_fit_the_slots()
    {
        await using var host = new CountsHost(builder => builder.AddHistogram(
            "arguments", probe => probe.Slots, options => options.UpperBounds = [1, 2, 3]));

        var exception = await Assert.ThrowsAsync<ArgumentException>(host.StartAsync);

        Assert.Equal(
            "The histogram has 8 slots, and 3 upper bounds. Set a bound for each slot but the last: 7.", exception.Message);
    }

    [Fact]
    public void Options_are_checked()
    {
        Assert.Throws<ArgumentException>(() => new BpfHistogramOptions { UpperBounds = [1, 3, 2] });
        Assert.Throws<ArgumentOutOfRangeException>(() => new BpfMetricOptions { Scale = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new BpfMetricOptions { MaxTagSets = 0 });
    }

    private IEnumerable<double> BoundsOf(string histogram) => _measurements.Instruments.OfType<Histogram<double>>()
        .Single(instrument => instrument.Name == histogram).Advice!.HistogramBucketBoundaries!;
}
