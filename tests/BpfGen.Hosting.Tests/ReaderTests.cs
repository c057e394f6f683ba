using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using BpfGen.Hosting.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace BpfGen.Hosting.Tests;

/// <summary>The host passes the records that an eBPF object sends to the callbacks that an application registers.</summary>
[Collection(KernelTests.Name)]
public sealed class ReaderTests
{
    private const int Records = 500;

    public ReaderTests() => Ping.KernelRequired();

    [Fact]
    public async Task A_callback_receives_each_record_of_a_ring_buffer_in_order()
    {
        var received = new ConcurrentQueue<uint>();
        await using var host = new ProbeHost(builder => builder.AddReader(
            probe => probe.Ring, (in Pings.Types.Ping ping, IServiceProvider _) => received.Enqueue(ping.Argument)));
        await host.StartAsync();

        Ping.Send(Records);

        await ProbeHost.Until(() => received.Count == Records, "all records are received");
        Assert.Equal(Numbers, received);
    }

    [Fact]
    public async Task A_callback_receives_each_record_of_a_perf_event_array()
    {
        var received = new ConcurrentBag<uint>();
        await using var host = new ProbeHost(builder => builder.AddReader(
            probe => probe.Perf, (in Pings.Types.Ping ping, IServiceProvider _) => received.Add(ping.Argument)));
        await host.StartAsync();

        Ping.Send(Records);

        await ProbeHost.Until(() => received.Count == Records, "all records are received");
        Assert.Equal(Numbers, received.Order());
    }

    [Fact]
    public async Task A_callback_receives_the_bytes_of_each_record_of_a_ring_buffer()
    {
        var received = new ConcurrentQueue<uint>();
        await using var host = new ProbeHost(builder => builder.AddReader(
            probe => probe.RawRing,
            (ReadOnlySpan<byte> record, IServiceProvider _) => received.Enqueue(MemoryMarshal.Read<Pings.Types.Ping>(record).Argument)));
        await host.StartAsync();

        Ping.Send(Records);

        await ProbeHost.Until(() => received.Count == Records, "all records are received");
        Assert.Equal(Numbers, received);
    }

    [Fact]
    public async Task A_callback_receives_the_bytes_of_each_record_of_a_perf_event_array()
    {
        var received = new ConcurrentBag<uint>();
        await using var host = new ProbeHost(builder => builder.AddReader(
            probe => probe.RawPerf, (PerfEvent record, IServiceProvider _) => received.Add(record.As<Pings.Types.Ping>().Argument)));
        await host.StartAsync();

        Ping.Send(Records);

        await ProbeHost.Until(() => received.Count == Records, "all records are received");
        Assert.Equal(Numbers, received.Order());
    }

    [Fact]
    public async Task Two_readers_of_one_object_can_run_on_different_threads()
    {
        var threads = new ConcurrentDictionary<string, int>();
        await using var host = new ProbeHost(builder => builder
            .AddReader(
                probe => probe.Ring,
                (in Pings.Types.Ping _, IServiceProvider _) => threads["ring"] = Environment.CurrentManagedThreadId,
                options => options.OwnThread = true)
            .AddReader(
                probe => probe.Perf,
                (in Pings.Types.Ping _, IServiceProvider _) => threads["perf"] = Environment.CurrentManagedThreadId));
        await host.StartAsync();

        Ping.Send(1);

        await ProbeHost.Until(() => threads.Count == 2, "both readers receive the record");
        Assert.NotEqual(threads["ring"], threads["perf"]);
    }

    [Fact]
    public async Task A_callback_on_the_thread_of_the_reader_allocates_nothing()
    {
        var allocated = new long[Records];
        var count = 0;
        await using var host = new ProbeHost(builder => builder.AddReader(
            probe => probe.Ring,
            (in Pings.Types.Ping ping, IServiceProvider _) => allocated[count++] = GC.GetAllocatedBytesForCurrentThread()));
        await host.StartAsync();

        Ping.Send(Records);

        await ProbeHost.Until(() => Volatile.Read(ref count) == Records, "all records are received");

        // The first calls may allocate, because the runtime compiles them.
        Assert.Equal(allocated[Records / 2], allocated[^1]);
    }

    [Fact]
    public async Task An_asynchronous_callback_gets_a_service_scope_for_each_record()
    {
        var scopes = new ConcurrentDictionary<IServiceProvider, uint>();
        await using var host = new ProbeHost(builder => builder.AddAsyncReader(
            probe => probe.Ring,
            async (Pings.Types.Ping ping, IServiceProvider services, CancellationToken _) =>
            {
                await Task.Yield();
                Assert.True(scopes.TryAdd(services, ping.Argument));
            }));
        await host.StartAsync();

        Ping.Send(Records);

        await ProbeHost.Until(() => scopes.Count == Records, "all records are processed");
        Assert.Equal(Numbers, scopes.Values.Order());
    }

    [Fact]
    public async Task A_batch_contains_the_records_that_arrived_since_the_previous_batch()
    {
        var first = new TaskCompletionSource();
        var batches = new ConcurrentQueue<uint[]>();
        await using var host = new ProbeHost(builder => builder.AddBatchReader(
            probe => probe.Ring,
            async (ReadOnlyMemory<Pings.Types.Ping> records, IServiceProvider _, CancellationToken _) =>
            {
                batches.Enqueue([.. records.ToArray().Select(ping => ping.Argument)]);
                await first.Task;
            },
            options => options.MaxBatchSize = 100));
        await host.StartAsync();

        Ping.Send(Records);
        await ProbeHost.Until(() => host.Service.ReceivedCount == Records && !batches.IsEmpty, "all records are in the queue");
        first.SetResult();
        await ProbeHost.Until(() => batches.Sum(batch => batch.Length) == Records, "all records are processed");

        Assert.Equal(Numbers, batches.SelectMany(batch => batch));
        Assert.Contains(batches, batch => batch.Length == 100);
        Assert.DoesNotContain(batches, batch => batch.Length > 100);
    }

    [Theory]
    [InlineData(BoundedChannelFullMode.DropNewest)]
    [InlineData(BoundedChannelFullMode.DropOldest)]
    [InlineData(BoundedChannelFullMode.DropWrite)]
    public async Task Records_that_a_full_queue_drops_are_counted(BoundedChannelFullMode mode)
    {
        var processed = new ConcurrentQueue<uint>();
        var release = new TaskCompletionSource();
        await using var host = new ProbeHost(builder => builder.AddAsyncReader(
            probe => probe.Ring,
            async (Pings.Types.Ping ping, IServiceProvider _, CancellationToken _) =>
            {
                await release.Task;
                processed.Enqueue(ping.Argument);
            },
            options => (options.QueueCapacity, options.FullMode) = (10, mode)));
        await host.StartAsync();

        Ping.Send(Records);
        await ProbeHost.Until(() => host.Service.ReceivedCount == Records, "all records are received");
        release.SetResult();
        await ProbeHost.Until(
            () => processed.Count + host.Service.DroppedCount == Records, "each record is either processed or dropped");

        Assert.InRange(processed.Count, 10, 11);
        Assert.Equal(mode != BoundedChannelFullMode.DropWrite, processed.Contains(Records - 1u));
    }

    [Fact]
    public async Task By_default_a_full_queue_drops_no_records()
    {
        var processed = new ConcurrentQueue<uint>();
        await using var host = new ProbeHost(builder => builder.AddAsyncReader(
            probe => probe.Ring,
            async (Pings.Types.Ping ping, IServiceProvider _, CancellationToken _) =>
            {
                await Task.Yield();
                processed.Enqueue(ping.Argument);
            },
            options => options.QueueCapacity = 1));
        await host.StartAsync();

        Ping.Send(Records);

        await ProbeHost.Until(() => processed.Count == Records, "all records are processed");
        Assert.Equal(Numbers, processed);
        Assert.Equal(0, host.Service.DroppedCount);
    }

    [Fact]
    public async Task A_stopping_host_processes_the_records_that_are_still_in_the_buffers()
    {
        var processed = 0;
        await using var host = new ProbeHost(builder => builder.AddAsyncReader(
            probe => probe.Ring,
            async (Pings.Types.Ping _, IServiceProvider _, CancellationToken _) =>
            {
                await Task.Yield();
                Interlocked.Increment(ref processed);
            },
            options => options.QueueCapacity = 4));
        await host.StartAsync();

        Ping.Send(Records);
        await host.StopAsync();

        Assert.Equal(Records, processed);
        Assert.Empty(host.Log.At(LogLevel.Warning));
    }

    [Fact]
    public async Task A_stopping_host_waits_for_a_callback_at_most_until_the_drain_timeout()
    {
        await using var host = new ProbeHost(builder => builder
            .Configure(options => options.DrainTimeout = TimeSpan.FromMilliseconds(200))
            .AddAsyncReader(
                probe => probe.Ring,
                async (Pings.Types.Ping _, IServiceProvider _, CancellationToken cancellation) =>
                    await Task.Delay(Timeout.Infinite, cancellation)));
        await host.StartAsync();
        Ping.Send(3);
        await ProbeHost.Until(() => host.Service.ReceivedCount == 3, "the records are received");

        await host.StopAsync();

        Assert.Contains("Pings was stopped before all records in its buffers were received.", host.Log.At(LogLevel.Warning));
    }

    [Fact]
    public async Task A_failed_callback_stops_the_host()
    {
        await using var host = new ProbeHost(builder => builder.AddReader(
            probe => probe.Ring, (in Pings.Types.Ping _, IServiceProvider _) => throw new FormatException("broken")));
        await host.StartAsync();

        Ping.Send(1);

        await ProbeHost.Until(() => host.Stopping.IsCancellationRequested, "the host stops");
        Assert.Contains("A callback for records of Pings failed. The host stops.", host.Log.At(LogLevel.Critical));
    }

    [Fact]
    public async Task A_failed_callback_does_not_stop_the_host_if_StopOnCallbackError_is_false()
    {
        var last = 0u;
        await using var host = new ProbeHost(builder => builder
            .Configure(options => options.StopOnCallbackError = false)
            .AddReader(probe => probe.Ring, (in Pings.Types.Ping ping, IServiceProvider _) =>
            {
                Volatile.Write(ref last, ping.Argument);
                throw new FormatException("broken");
            }));
        await host.StartAsync();

        Ping.Send(3);

        await ProbeHost.Until(() => Volatile.Read(ref last) == 2, "all records are received");
        Assert.False(host.Stopping.IsCancellationRequested);
        Assert.Equal(3, host.Log.At(LogLevel.Error).Count());
    }

    private static IEnumerable<uint> Numbers => Enumerable.Range(0, Records).Select(number => (uint)number);
}
