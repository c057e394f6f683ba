using System;
using System.Collections.Generic;
using System.Diagnostics.Metrics;
using System.Linq;
using System.Threading.Tasks;
using BpfGen.Hosting.Tests.Support;
using Microsoft.Extensions.Logging;
using Xunit;

namespace BpfGen.Hosting.Tests;

/// <summary>Counters and gauges have the numbers that programs counted in maps.</summary>
[Collection(KernelTests.Name)]
public sealed class MapMetricTests : IDisposable
{
    private readonly Measurements _measurements = new();

    public MapMetricTests() => Ping.KernelRequired();

    public void Dispose() => _measurements.Dispose();

    [Fact]
    public async Task A_counter_has_the_numbers_of_an_array_with_tags_of_the_index()
    {
        await using var host = new CountsHost(builder =>
            builder.AddCounter("calls", probe => probe.ByParity, tags: index => new() { { "odd", index == 1 } }));
        await host.StartAsync();

        Ping.Send(5);

        Assert.Equal(new Dictionary<string, double> { ["calls{odd=False}"] = 3, ["calls{odd=True}"] = 2 }, _measurements.Collect("calls"));
    }

    [Fact]
    public async Task A_counter_adds_up_the_CPUs_of_an_array()
    {
        await using var host = new CountsHost(builder =>
            builder.AddCounter("calls", probe => probe.ByParityAndCpu, tags: index => new() { { "odd", index == 1 } }));
        await host.StartAsync();

        var cpus = Ping.SendOnEachCpu(5);

        Assert.Equal(
            new Dictionary<string, double> { ["calls{odd=False}"] = 3 * cpus, ["calls{odd=True}"] = 2 * cpus },
            _measurements.Collect("calls"));
    }

    [Fact]
    public async Task A_counter_of_a_hash_map_has_fields_of_the_key_as_tags()
    {
        await using var host = new CountsHost(builder => builder.AddCounter(
            "calls", probe => probe.ByArgument, tags: call => new() { { "argument", call.Argument }, { "odd", call.IsOdd } }));
        await host.StartAsync();

        Ping.SendEach(7, 8, 8);

        Assert.Equal(
            new Dictionary<string, double> { ["calls{argument=7,odd=1}"] = 1, ["calls{argument=8,odd=0}"] = 2 },
            _measurements.Collect("calls"));
    }

    [Fact]
    public async Task A_counter_adds_up_the_CPUs_and_a_field_of_the_values_of_a_hash_map()
    {
        await using var host = new CountsHost(builder => builder
            .AddCounter("calls", probe => probe.Totals, value: total => total.Calls, tags: odd => new() { { "odd", odd } })
            .AddCounter("arguments", probe => probe.Totals, value: total => total.Arguments, tags: odd => new() { { "odd", odd } }));
        await host.StartAsync();

        var cpus = Ping.SendOnEachCpu(5);

        var all = _measurements.Collect();
        Assert.Equal((3 * cpus, 2 * cpus), (all["calls{odd=0}"], all["calls{odd=1}"]));
        Assert.Equal(((0 + 2 + 4) * cpus, (1 + 3) * cpus), (all["arguments{odd=0}"], all["arguments{odd=1}"]));
    }

    [Fact]
    public async Task A_counter_adds_up_the_keys_that_have_the_same_tags()
    {
        await using var host = new CountsHost(builder => builder
            .AddCounter("calls", probe => probe.ByArgument, tags: call => new() { { "odd", call.IsOdd } })
            .AddCounter("all", probe => probe.ByArgument));
        await host.StartAsync();

        Ping.Send(5);

        var all = _measurements.Collect();
        Assert.Equal((3d, 2d, 5d), (all["calls{odd=0}"], all["calls{odd=1}"], all["all"]));
    }

    [Fact]
    public async Task A_counter_has_the_number_of_a_global_variable()
    {
        await using var host = new CountsHost(builder => builder.AddCounter("calls", probe => probe.Bss.Calls));
        await host.StartAsync();

        Ping.Send(5);

        Assert.Equal(5, _measurements.Collect()["calls"]);
    }

    [Fact]
    public async Task A_scale_multiplies_the_numbers()
    {
        await using var host = new CountsHost(builder => builder.AddCounter(
            "arguments",
            probe => probe.Totals,
            value: total => total.Arguments,
            configure: options => (options.Scale, options.Unit) = (0.5, "s")));
        await host.StartAsync();

        Ping.SendEach(1, 4);

        Assert.Equal(2.5, _measurements.Collect()["arguments"]);
        Assert.Equal("s", _measurements.Instruments.Single(instrument => instrument.Name == "arguments").Unit);
    }

    [Fact]
    public async Task A_map_with_more_entries_than_a_batch_is_read_completely()
    {
        await using var host = new CountsHost(builder => builder.AddCounter(
            "calls",
            probe => probe.ByArgument,
            tags: call => new() { { "argument", call.Argument } },
            configure: options => options.MaxTagSets = 4000));
        await host.StartAsync();

        Ping.Send(3000);
        Ping.Send(1);

        var calls = _measurements.Collect("calls");
        Assert.Equal(3000, calls.Count);
        Assert.Equal(2, calls["calls{argument=0}"]);
        Assert.All(calls.Where(pair => pair.Key != "calls{argument=0}"), pair => Assert.Equal(1, pair.Value));
    }

    [Fact]
    public async Task Keys_above_the_maximum_number_of_tag_sets_are_added_up_in_the_overflow()
    {
        await using var host = new CountsHost(builder => builder.AddCounter(
            "calls",
            probe => probe.ByArgument,
            tags: call => new() { { "argument", call.Argument } },
            configure: options => options.MaxTagSets = 3));
        await host.StartAsync();

        Ping.Send(10);
        var first = _measurements.Collect("calls");
        Ping.Send(10);
        var second = _measurements.Collect("calls");

        Assert.Equal((4, 7d), (first.Count, first["calls{otel.metric.overflow=True}"]));
        Assert.Equal((4, 14d), (second.Count, second["calls{otel.metric.overflow=True}"]));
        Assert.Equal(first.Keys.Order(), second.Keys.Order());
    }

    [Fact]
    public async Task A_counter_keeps_the_counts_of_keys_that_leave_the_map()
    {
        await using var host = new CountsHost(builder => builder.AddCounter("calls", probe => probe.ByArgument));
        await host.StartAsync();
        Ping.Send(4);
        _ = _measurements.Collect();

        RemoveAll(host.Probe);
        var removed = _measurements.Collect()["calls"];
        Ping.Send(3);

        Assert.Equal((4d, 7d), (removed, _measurements.Collect()["calls"]));
    }

    [Fact]
    public async Task A_key_that_is_removed_and_added_between_two_collections_counts_from_zero()
    {
        await using var host = new CountsHost(builder => builder.AddCounter("calls", probe => probe.ByArgument));
        await host.StartAsync();
        Ping.SendEach(1, 1, 1);
        _ = _measurements.Collect();

        RemoveAll(host.Probe);
        Ping.SendEach(1, 1);

        Assert.Equal(5, _measurements.Collect()["calls"]);
    }

    [Fact]
    public async Task Tags_whose_keys_have_left_the_map_make_room_for_others()
    {
        await using var host = new CountsHost(builder => builder.AddCounter(
            "calls",
            probe => probe.ByArgument,
            tags: call => new() { { "argument", call.Argument } },
            configure: options => options.MaxTagSets = 2));
        await host.StartAsync();
        Ping.SendEach(1, 2);
        _ = _measurements.Collect();

        RemoveAll(host.Probe);
        Ping.SendEach(3, 4, 4);

        Assert.Equal(
            new Dictionary<string, double> { ["calls{argument=3}"] = 1, ["calls{argument=4}"] = 2 }, _measurements.Collect("calls"));
    }

    [Fact]
    public async Task A_gauge_has_only_the_keys_that_are_in_the_map()
    {
        await using var host = new CountsHost(builder => builder
            .AddGauge("entries", probe => probe.ByArgument, value: _ => 1, tags: call => new() { { "odd", call.IsOdd } })
            .AddGauge("calls", probe => probe.ByArgument, tags: call => new() { { "argument", call.Argument } }));
        await host.StartAsync();

        Ping.Send(5);
        var first = _measurements.Collect();
        foreach (var (call, _) in host.Probe.ByArgument.ToArray().Where(entry => entry.Key.Argument != 2))
        {
            host.Probe.ByArgument.Remove(call);
        }

        Ping.SendEach(2);
        var second = _measurements.Collect();

        Assert.Equal((3d, 2d, 1d), (first["entries{odd=0}"], first["entries{odd=1}"], first["calls{argument=1}"]));
        Assert.Equal((1d, 2d), (second["entries{odd=0}"], second["calls{argument=2}"]));
        Assert.Equal(
            ["calls{argument=2}", "entries{odd=0}"],
            second.Keys.Where(key => !key.StartsWith("bpf.", StringComparison.Ordinal)).Order());
    }

    [Fact]
    public async Task A_map_is_read_only_when_a_listener_collects()
    {
        var read = 0;
        await using var host = new CountsHost(builder => builder.AddCounter(
            "calls",
            probe =>
            {
                read++;
                return probe.ByParity;
            }));
        await host.StartAsync();
        Ping.Send(5);
        read = 0;

        _ = _measurements.Collect();
        Assert.Equal(1, read);

        _measurements.Dispose();
        await host.StopAsync();
        Assert.Equal(1, read);
    }

    [Fact]
    public async Task The_tags_of_a_key_are_made_once()
    {
        var made = 0;
        await using var host = new CountsHost(builder => builder.AddCounter("calls", probe => probe.ByArgument, tags: call =>
        {
            made++;
            return new() { { "argument", call.Argument } };
        }));
        await host.StartAsync();
        Ping.Send(5);

        _ = _measurements.Collect();
        Ping.Send(5);
        _ = _measurements.Collect();

        Assert.Equal(5, made);
    }

    [Theory]
    [InlineData(false, 4_000)]
    [InlineData(true, 3_000 * 24)]
    public async Task A_collection_allocates_no_memory_by_entry_but_the_published_measurements(bool hasTags, int limit)
    {
        await using var host = new CountsHost(builder => builder.AddCounter(
            "calls",
            probe => probe.ByArgument,
            tags: hasTags ? call => new() { { "argument", call.Argument } } : null,
            configure: options => options.MaxTagSets = 4000));
        await host.StartAsync();
        Ping.Send(3000);
        var total = 0L;
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name == "calls")
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((_, value, _, _) => total += value);
        listener.Start();
        listener.RecordObservableInstruments();
        listener.RecordObservableInstruments();

        var before = GC.GetAllocatedBytesForCurrentThread();
        listener.RecordObservableInstruments();
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(3 * 3000, total);
        Assert.InRange(allocated, 0, limit);
    }

    [Fact]
    public async Task A_failed_read_is_logged_once_and_other_metrics_are_collected()
    {
        await using var host = new CountsHost(builder => builder
            .AddCounter("broken", probe => probe.ByArgument, tags: _ => throw new FormatException("no tags"))
            .AddCounter("calls", probe => probe.Bss.Calls));
        await host.StartAsync();
        Ping.Send(5);

        _ = _measurements.Collect();
        var all = _measurements.Collect();

        Assert.Equal(5, all["calls"]);
        Assert.Equal(2, all["bpf.map.read_failures{bpf.object=Counts}"]);
        Assert.Equal(
            ["Reading metric broken of Counts failed. Further failures of this kind are only counted."], host.Log.At(LogLevel.Warning));
    }

    [Fact]
    public async Task A_collection_after_the_stop_has_the_final_counts()
    {
        await using var host = new CountsHost(builder => builder
            .AddCounter("calls", probe => probe.ByArgument)
            .AddGauge("entries", probe => probe.ByArgument, value: _ => 1));
        await host.StartAsync();
        Ping.Send(2);
        _ = _measurements.Collect();
        Ping.Send(3);

        await host.StopAsync();
        var all = _measurements.Collect();

        Assert.Equal(5, all["calls"]);
        Assert.DoesNotContain("entries", all.Keys);
        Assert.Empty(host.Log.At(LogLevel.Warning));
    }

    [Fact]
    public async Task The_options_set_the_name_of_the_meter()
    {
        using var measurements = new Measurements("Acme");
        await using var host = new CountsHost(builder => builder
            .Configure(options => options.MeterName = "Acme")
            .AddCounter("calls", probe => probe.Bss.Calls));
        await host.StartAsync();

        Ping.Send(5);

        Assert.Equal(5, measurements.Collect()["calls"]);
        Assert.Empty(_measurements.Collect());
    }

    private static void RemoveAll(Counts probe)
    {
        foreach (var (call, _) in probe.ByArgument.ToArray())
        {
            probe.ByArgument.Remove(call);
        }
    }
}
