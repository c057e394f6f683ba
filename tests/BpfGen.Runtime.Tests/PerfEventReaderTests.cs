using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using BpfGen.Runtime.Tests.Support;
using Xunit;

namespace BpfGen.Runtime.Tests;

/// <summary>The reader of a perf event array, with records that a program sends.</summary>
[Collection(KernelTests.Name)]
public sealed class PerfEventReaderTests : IDisposable
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(50);
    private readonly Probe _probe;
    private readonly PacketSocket _socket;
    private readonly SocketFilterLink _link;
    private readonly Loopback _traffic = new();

    public PerfEventReaderTests()
    {
        Kernel.Required();
        _probe = Probe.Load();
        _socket = PacketSocket.Open("lo");
        _link = _probe.BpfProg.Attach(_socket);
    }

    public void Dispose()
    {
        _traffic.Dispose();
        _link.Dispose();
        _socket.Dispose();
        _probe.Dispose();
    }

    [Fact]
    public void A_record_contains_the_data_of_the_program_and_padding()
    {
        using var reader = _probe.Events.OpenReader();
        var sizes = Receive(reader, 4, static record => record.Data.Length);

        Assert.All(sizes, size => Assert.Equal(12, size));
    }

    [Fact]
    public void Reading_a_record_as_a_larger_struct_throws()
    {
        using var reader = _probe.Events.OpenReader();

        var exception = Assert.Throws<InvalidOperationException>(() => Receive(reader, 1, static record => (ulong)record.As<UInt128>()));

        Assert.Equal("The record has 12 bytes, but UInt128 needs 16.", exception.Message);
    }

    [Fact]
    public void Records_that_cross_the_end_of_a_small_buffer_are_read_correctly()
    {
        using var reader = _probe.Events.OpenReader(new() { BufferSizePerCpu = 1 });

        // A page holds about 200 records, so the program writes past the end of the buffer many times and continues at its start.
        var times = Receive(reader, 5_000, static record => record.As<ulong>());

        Assert.All(times, time => Assert.NotEqual(0ul, time));
        Assert.Equal(0, reader.LostCount);
    }

    [Fact]
    public void Records_that_do_not_fit_into_the_buffer_are_counted_as_lost()
    {
        using var reader = _probe.Events.OpenReader(new() { BufferSizePerCpu = 1 });
        _traffic.Send(5_000);

        // The kernel reports lost records together with the next record that fits.
        Poll.Until(
            () =>
            {
                _traffic.Send();
                reader.Poll(Soon, static _ => { });
                return reader.LostCount > 0;
            },
            "lost records to be counted");

        Assert.InRange(reader.LostCount, 1, 20_000);
    }

    [Fact]
    public void Poll_returns_fewer_records_than_WakeupEvents_after_its_timeout()
    {
        using var reader = _probe.Events.OpenReader(new() { WakeupEvents = 1_000 });
        _traffic.Send(2);

        Assert.InRange(reader.Poll(Soon, static _ => { }), 1, 100);
    }

    [Fact]
    public async Task A_reader_with_WakeupBytes_wakes_when_this_number_of_bytes_is_available()
    {
        using var reader = _probe.Events.OpenReader(new() { WakeupBytes = 4_096 });
        var poll = Task.Run(() => reader.Poll(Timeout.InfiniteTimeSpan, static _ => { }), TestContext.Current.CancellationToken);
        _traffic.Send(5);
        await Task.Delay(100, TestContext.Current.CancellationToken);
        Assert.False(poll.IsCompleted);

        // Each record takes at least 24 bytes, so 1,000 records exceed WakeupBytes.
        _traffic.Send(1_000);

        Assert.InRange(await poll.WaitAsync(Poll.Timeout, TestContext.Current.CancellationToken), 4_096 / 32, 10_000);
    }

    [Fact]
    public void Poll_with_a_callback_does_not_allocate()
    {
        using var reader = _probe.Events.OpenReader();
        var counts = new int[1];
        PerfEventCallback<int[]> count = static (record, counts) => counts[0] += record.As<ulong>() > 0 ? 1 : 0;
        _traffic.Send(10);
        reader.Poll(Soon, counts, count);
        _traffic.Send(100);
        var before = GC.GetAllocatedBytesForCurrentThread();

        var received = reader.Poll(Soon, counts, count);

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        Assert.InRange(received, 100, 1_000);
    }

    [Fact]
    public void A_foreach_loop_receives_records_and_does_not_allocate()
    {
        using var reader = _probe.Events.OpenReader();
        _traffic.Send(10);
        Assert.InRange(Count(reader), 10, 1_000);
        _traffic.Send(100);
        var before = GC.GetAllocatedBytesForCurrentThread();

        var received = Count(reader);

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        Assert.InRange(received, 100, 1_000);

        static int Count(PerfEventReader reader)
        {
            var count = 0;
            foreach (var record in reader.Read(Poll.Timeout))
            {
                count += record.As<ulong>() > 0 && record.Cpu >= 0 ? 1 : 0;
            }

            return count;
        }
    }

    [Fact]
    public void A_foreach_loop_continues_after_the_last_record_of_the_previous_loop()
    {
        using var reader = _probe.Events.OpenReader();
        _traffic.Send(5);
        var times = new List<ulong>();

        for (var i = 0; i < 5; i++)
        {
            foreach (var record in reader.Read(Poll.Timeout))
            {
                times.Add(record.As<ulong>());
                break;
            }
        }

        Assert.Equal(5, times.Distinct().Count());
    }

    [Fact]
    public void A_foreach_loop_may_dispose_its_reader()
    {
        var files = KernelObjects.OpenFilesAtRest();
        var reader = _probe.Events.OpenReader();
        _traffic.Send(5);
        var count = 0;

        foreach (var _ in reader.Read(Poll.Timeout))
        {
            count++;
            reader.Dispose();
        }

        Assert.Equal(1, count);
        Assert.Equal(files, KernelObjects.OpenFiles());
    }

    [Fact]
    public void An_exception_in_a_callback_propagates_and_consumes_the_record()
    {
        using var reader = _probe.Events.OpenReader();
        var first = 0ul;
        _traffic.Send(3);

        Assert.Throws<InvalidTimeZoneException>(() => reader.Poll(Poll.Timeout, record =>
        {
            first = record.As<ulong>();
            throw new InvalidTimeZoneException();
        }));

        Assert.DoesNotContain(first, Receive(reader, 3, static record => record.As<ulong>()));
    }

    [Fact]
    public void Poll_returns_zero_if_no_record_arrives_before_the_timeout()
    {
        _link.Dispose();
        using var reader = _probe.Events.OpenReader();

        Assert.Equal(0, reader.Poll(TimeSpan.FromMilliseconds(20), static _ => { }));
    }

    [Fact]
    public void Poll_does_not_return_early_because_of_records_that_were_already_read()
    {
        using var reader = _probe.Events.OpenReader();
        _traffic.Send(3);
        _link.Dispose();
        Assert.InRange(reader.Poll(TimeSpan.Zero, static _ => { }), 3, 100);
        var started = Stopwatch.GetTimestamp();

        Assert.Equal(0, reader.Poll(Soon, static _ => { }));

        Assert.True(Stopwatch.GetElapsedTime(started) >= Soon);
    }

    [Fact]
    public async Task A_record_wakes_a_Poll_that_follows_a_Poll_with_timeout_zero()
    {
        using var reader = _probe.Events.OpenReader();
        _traffic.Send();
        reader.Poll(TimeSpan.Zero, static _ => { });
        var poll = Task.Run(() => reader.Poll(Timeout.InfiniteTimeSpan, static _ => { }), TestContext.Current.CancellationToken);
        await Task.Delay(50, TestContext.Current.CancellationToken);

        _traffic.Send();

        Assert.InRange(await poll.WaitAsync(Poll.Timeout, TestContext.Current.CancellationToken), 1, 100);
    }

    [Fact]
    public void Reading_inside_of_a_callback_throws()
    {
        using var reader = _probe.Events.OpenReader();
        _traffic.Send();

        Assert.Throws<InvalidOperationException>(() => reader.Poll(Poll.Timeout, _ => reader.Poll(Soon, static _ => { })));
        _traffic.Send();
        Assert.Throws<InvalidOperationException>(() => reader.Poll(Poll.Timeout, _ => reader.Read(Soon).GetEnumerator()));
    }

    [Fact]
    public async Task Disposing_the_reader_ends_a_wait_in_another_thread()
    {
        _link.Dispose();
        var reader = _probe.Events.OpenReader();
        var poll = Task.Run(() => reader.Poll(Timeout.InfiniteTimeSpan, static _ => { }), TestContext.Current.CancellationToken);
        await Task.Delay(50, TestContext.Current.CancellationToken);

        reader.Dispose();

        Assert.Equal(0, await poll.WaitAsync(Poll.Timeout, TestContext.Current.CancellationToken));
        Assert.Throws<ObjectDisposedException>(() => reader.Poll(Soon, static _ => { }));
    }

    [Fact]
    public void A_callback_may_dispose_its_reader()
    {
        var files = KernelObjects.OpenFilesAtRest();
        var reader = _probe.Events.OpenReader();
        _traffic.Send(5);

        Assert.Equal(1, reader.Poll(Poll.Timeout, _ => reader.Dispose()));
        Assert.Equal(files, KernelObjects.OpenFiles());
    }

    [Fact]
    public async Task Disposing_the_reader_while_records_arrive_is_safe()
    {
        for (var round = 0; round < 50; round++)
        {
            var reader = _probe.Events.OpenReader(new() { BufferSizePerCpu = 1 });
            var consumer = Task.Run(
                () =>
                {
                    try
                    {
                        while (true)
                        {
                            reader.Poll(Soon, static record => record.As<ulong>());
                        }
                    }
                    catch (ObjectDisposedException)
                    {
                        return true;
                    }
                },
                TestContext.Current.CancellationToken);
            _traffic.Send(50);

            Parallel.For(0, 4, _ => reader.Dispose());

            Assert.True(await consumer.WaitAsync(Poll.Timeout, TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public async Task Cancelling_ends_an_asynchronous_sequence_with_an_exception()
    {
        _link.Dispose();
        using var reader = _probe.Events.OpenReader();
        using var cancel = new CancellationTokenSource(50);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var record in reader.ReadAllAsync(cancel.Token))
            {
                Assert.Fail($"no record was sent, but {record} arrived");
            }
        });

        // After the cancellation, the reader can still be used.
        Assert.Equal(0, reader.Poll(TimeSpan.FromMilliseconds(20), static _ => { }));
    }

    [Fact]
    public async Task Disposing_the_reader_ends_an_asynchronous_sequence_without_an_exception()
    {
        _link.Dispose();
        var reader = _probe.Events.OpenReader();
        var read = Task.Run(async () =>
        {
            var count = 0;
            await foreach (var _ in reader.ReadAllAsync(TestContext.Current.CancellationToken))
            {
                count++;
            }

            return count;
        });
        await Task.Delay(50, TestContext.Current.CancellationToken);

        reader.Dispose();

        Assert.Equal(0, await read.WaitAsync(Poll.Timeout, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Disposing_the_reader_does_not_wait_for_an_asynchronous_sequence_that_nobody_reads()
    {
        var reader = _probe.Events.OpenReader();
        var sequence = reader.ReadAllAsync(TestContext.Current.CancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        _traffic.Send(1);
        Assert.True(await sequence.MoveNextAsync());
        _traffic.Send(3_000);
        await Task.Delay(100, TestContext.Current.CancellationToken);

        await Task.Run(reader.Dispose, TestContext.Current.CancellationToken)
            .WaitAsync(Poll.Timeout, TestContext.Current.CancellationToken);

        await sequence.DisposeAsync();
    }

    [Fact]
    public void No_records_arrive_after_the_link_of_the_program_is_disposed()
    {
        using var reader = _probe.Events.OpenReader();
        Receive(reader, 1, static record => record.Cpu);

        _link.Dispose();
        reader.Poll(Soon, static _ => { });
        _traffic.Send(10);

        Assert.Equal(0, reader.Poll(Soon, static _ => { }));
    }

    [Fact]
    public void A_disposed_reader_closes_its_file_descriptors()
    {
        var files = KernelObjects.OpenFilesAtRest();

        _probe.Events.OpenReader().Dispose();

        Assert.Equal(files, KernelObjects.OpenFiles());
    }

    private List<T> Receive<T>(PerfEventReader reader, int count, PerfEventReaderTests.Selector<T> selector)
    {
        var received = new List<T>();
        Poll.Until(
            () =>
            {
                _traffic.Send(Math.Min(10, count));
                reader.Poll(Soon, record => received.Add(selector(record)));
                return received.Count >= count;
            },
            $"{count} records");
        return received;
    }

    private delegate T Selector<out T>(PerfEvent record);
}
