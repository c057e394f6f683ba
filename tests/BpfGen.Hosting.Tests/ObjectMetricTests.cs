using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using BpfGen.Hosting.Tests.Support;
using Xunit;

namespace BpfGen.Hosting.Tests;

/// <summary>A host publishes metrics of its eBPF objects themselves: programs, records, buffers and maps.</summary>
[Collection(KernelTests.Name)]
public sealed class ObjectMetricTests : IDisposable
{
    private readonly Measurements _measurements = new();

    public ObjectMetricTests() => Ping.KernelRequired();

    public void Dispose() => _measurements.Dispose();

    [Fact]
    public async Task The_runs_and_the_run_time_of_each_program_are_those_of_the_kernel()
    {
        await using var host = new CountsHost(builder => builder.Configure(options => options.EnableStatistics = true));
        await host.StartAsync();
        Ping.Send(7);

        // Other processes can cause runs, too.
        var before = host.Probe.OnEnter.GetInfo();
        var all = _measurements.Collect();
        var after = host.Probe.OnEnter.GetInfo();

        Assert.InRange(before.RunCount, 7ul, ulong.MaxValue);
        Assert.InRange(all["bpf.program.runs{bpf.object=Counts,bpf.program=on_enter}"], before.RunCount, after.RunCount);
        Assert.InRange(
            all["bpf.program.run_time{bpf.object=Counts,bpf.program=on_enter}"],
            before.RunTime.TotalSeconds,
            after.RunTime.TotalSeconds);
        Assert.InRange(all["bpf.program.runs{bpf.object=Counts,bpf.program=on_exit}"], 7, double.MaxValue);
    }

    [Fact]
    public async Task The_run_time_statistics_end_when_the_host_stops()
    {
        await using var host = new CountsHost(builder => builder.Configure(options => options.EnableStatistics = true));
        await host.StartAsync();
        Ping.Send(7);
        using var other = Counts.Load();
        using var link = other.OnEnter.Attach();

        await host.StopAsync();

        // The statistics are those of the whole machine, and another process may have them enabled for a moment.
        Assert.True(SpinWait.SpinUntil(() => CountsNothing(other.OnEnter), TimeSpan.FromSeconds(20)));
        Assert.InRange(_measurements.Collect()["bpf.program.runs{bpf.object=Counts,bpf.program=on_enter}"], 7, double.MaxValue);
    }

    private static bool CountsNothing(BpfProgram program)
    {
        var before = program.GetInfo().RunCount;
        Ping.Send(7);
        return program.GetInfo().RunCount == before;
    }

    [Fact]
    public async Task Without_statistics_a_program_has_no_number_of_runs()
    {
        // The statistics are those of the whole machine, and another process may have them enabled for a moment. So try several times.
        var all = await MeasureOneHost();
        for (var tries = 0; tries < 5 && all.Keys.Any(IsOfRuns); tries++)
        {
            await Task.Delay(200, TestContext.Current.CancellationToken);
            all = await MeasureOneHost();
        }

        Assert.DoesNotContain(all.Keys, IsOfRuns);
        Assert.Equal(0, all["bpf.program.recursion_misses{bpf.object=Counts,bpf.program=on_enter}"]);

        static bool IsOfRuns(string key) => key.StartsWith("bpf.program.run", StringComparison.Ordinal);

        async Task<IReadOnlyDictionary<string, double>> MeasureOneHost()
        {
            await using var host = new CountsHost(_ => { });
            await host.StartAsync();
            Ping.Send(7);
            return _measurements.Collect();
        }
    }

    [Fact]
    public async Task Received_dropped_and_lost_records_are_those_of_the_service()
    {
        await using var host = new ProbeHost(builder => builder
            .AddReader(probe => probe.Ring, (in Pings.Types.Ping _, IServiceProvider _) => { })
            .AddReader(probe => probe.Perf, (in Pings.Types.Ping _, IServiceProvider _) => Thread.Sleep(1), options =>
                (options.OwnThread, options.PerfOptions) = (true, new() { BufferSizePerCpu = Environment.SystemPageSize })));
        await host.StartAsync();

        Ping.Send(2000);
        await ProbeHost.Until(
            () =>
            {
                // The kernel tells the number of lost records with the next record for which it has room.
                Ping.Send(1);
                return host.Service.LostCount > 0;
            },
            "records are lost");
        await host.StopAsync();

        var all = _measurements.Collect();
        Assert.Equal(host.Service.LostCount, all["bpf.records.lost{bpf.object=Pings}"]);
        Assert.Equal(host.Service.ReceivedCount, all["bpf.records.received{bpf.object=Pings}"]);
        Assert.Equal(0, all["bpf.records.dropped{bpf.object=Pings}"]);
    }

    [Fact]
    public async Task The_unread_bytes_of_a_ring_buffer_grow_while_its_callback_does_not_return()
    {
        using var release = new ManualResetEventSlim();
        using var entered = new ManualResetEventSlim();
        await using var host = new CountsHost(builder => builder.AddReader(
            probe => probe.Spans,
            (in Counts.Types.Span _, IServiceProvider _) =>
            {
                entered.Set();
                release.Wait(TestContext.Current.CancellationToken);
            }));
        await host.StartAsync();

        Ping.Send(1);
        Assert.True(entered.Wait(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
        Ping.Send(9);
        var all = _measurements.Collect();
        release.Set();

        // Each record has a header of 8 bytes, and three numbers.
        Assert.Equal(10 * (8 + 24), all["bpf.ring_buffer.unread{bpf.object=Counts,bpf.map=spans}"]);
        Assert.Equal(64 * 1024, all["bpf.ring_buffer.size{bpf.object=Counts,bpf.map=spans}"]);
        await CountsHost.Until(
            () => _measurements.Collect()["bpf.ring_buffer.unread{bpf.object=Counts,bpf.map=spans}"] == 0, "all records are read");
    }

    [Fact]
    public async Task The_fill_of_a_hash_map_is_known_if_a_metric_reads_it()
    {
        await using var host = new CountsHost(builder => builder
            .AddCounter("calls", probe => probe.ByArgument)
            .AddGauge("entries", probe => probe.ByArgument, value: _ => 1)
            .AddCounter("parity", probe => probe.ByParity));
        await host.StartAsync();

        Ping.Send(10);

        var all = _measurements.Collect();
        Assert.Equal(10, all["bpf.map.entries{bpf.object=Counts,bpf.map=by_argument}"]);
        Assert.Equal(4096, all["bpf.map.max_entries{bpf.object=Counts,bpf.map=by_argument}"]);
        Assert.Equal(1, all.Keys.Count(key => key.StartsWith("bpf.map.entries", StringComparison.Ordinal)));
        Assert.Equal(1, all.Keys.Count(key => key.StartsWith("bpf.map.max_entries", StringComparison.Ordinal)));
    }
}
