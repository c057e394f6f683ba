using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;
using BpfGen.Runtime.Tests.Support;
using Xunit;

namespace BpfGen.Runtime.Tests;

/// <summary>Several buffers that one thread waits for: two ring buffers and a perf event array, to which each packet sends a record or two.</summary>
[Collection(KernelTests.Name)]
public sealed class ReaderSetTests : IDisposable
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(50);
    private readonly Records _records;
    private readonly PacketSocket _socket;
    private readonly SocketFilterLink _link;
    private readonly Loopback _traffic = new();

    public ReaderSetTests()
    {
        Kernel.Required();
        _records = Records.Load();
        _socket = PacketSocket.Open("lo");
        _link = _records.Send.Attach(_socket);
    }

    public void Dispose()
    {
        _traffic.Dispose();
        _link.Dispose();
        _socket.Dispose();
        _records.Dispose();
    }

    [Fact]
    public void Each_record_arrives_in_its_own_readers_callback()
    {
        var events = new List<ulong>();
        var samples = new List<string>();
        var sizes = new List<int>();
        var plain = 0;
        using var readers = new ReaderSet();
        readers.Add(_records.Events.OpenReader(), (in record) => events.Add(record.Number));
        readers.Add(_records.Mixed.OpenReader(), record => sizes.Add(record.Length));
        readers.Add(_records.Samples.OpenReader(), (in record) => samples.Add(record.Name.ToString()));
        readers.Add((PerfEventReader)_records.Plain.OpenReader(), _ => plain++);

        var count = Receive(readers, () => plain > 0 && events.Count > 0 && samples.Count > 0 && sizes.Count > 1);

        Assert.Equal(events.Count + samples.Count + sizes.Count + plain, count);
        Assert.Equal(0ul, events[0]);
        Assert.Equal("sample", samples[0]);
        Assert.Equal([16, 16], sizes[..2]);
    }

    [Fact]
    public void Reading_allocates_nothing()
    {
        var count = 0;
        using var readers = new ReaderSet();
        readers.Add(_records.Events.OpenReader(), (in _) => count++);
        readers.Add(_records.Samples.OpenReader(), (in _) => count++);
        _traffic.Send(10);
        readers.Poll(Soon);
        _traffic.Send(10);
        var before = GC.GetAllocatedBytesForCurrentThread();

        var received = readers.Poll(Soon);

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        Assert.InRange(received, 10, 1_000);
    }

    [Fact]
    public void What_a_callback_throws_comes_out_and_the_others_lose_nothing()
    {
        var isFirst = true;
        var samples = 0;
        using var readers = new ReaderSet();
        readers.Add(_records.Events.OpenReader(), (in _) =>
        {
            if (isFirst)
            {
                isFirst = false;
                throw new InvalidTimeZoneException();
            }
        });
        readers.Add(_records.Samples.OpenReader(), (in _) => samples++);
        _traffic.Send(3);
        _link.Dispose();

        Assert.Throws<InvalidTimeZoneException>(() => readers.Poll(Poll.Timeout));

        // Whichever was looked at first: they are there without anything being sent, and without waiting.
        Poll.Until(
            () =>
            {
                readers.Poll(TimeSpan.Zero);
                return samples >= 3;
            },
            "the samples");
    }

    [Fact]
    public void A_reader_that_is_disposed_leaves_the_set()
    {
        var events = 0;
        var mixed = 0;
        using var readers = new ReaderSet();
        var leaving = _records.Events.OpenReader();
        readers.Add(leaving, (in _) => events++);
        readers.Add(_records.Mixed.OpenReader(), _ => mixed++);

        leaving.Dispose();
        Receive(readers, () => mixed > 0);

        Assert.Equal(0, events);
    }

    [Fact]
    public void Nothing_to_read_is_no_record_after_the_time()
    {
        _link.Dispose();
        using var readers = new ReaderSet();
        readers.Add(_records.Samples.OpenReader(), (in _) => { });

        Assert.Equal(0, readers.Poll(TimeSpan.FromMilliseconds(20)));
    }

    [Fact]
    public void A_wait_does_not_end_for_records_that_were_read_before_it()
    {
        // The second packet's records come when the kernel has told of the first one's, and are read with them.
        var isFirst = true;
        using var readers = new ReaderSet();
        readers.Add(_records.Mixed.OpenReader(), _ => SendSecond());
        readers.Add((PerfEventReader)_records.Plain.OpenReader(), static _ => { });
        _traffic.Send();
        long started;
        do
        {
            started = Stopwatch.GetTimestamp();
        }
        while (readers.Poll(Soon) > 0);

        Assert.True(Stopwatch.GetElapsedTime(started) >= Soon);

        void SendSecond()
        {
            if (isFirst)
            {
                isFirst = false;
                _traffic.Send();
                _link.Dispose();
            }
        }
    }

    [Fact]
    public async Task Disposing_ends_a_wait_in_another_thread()
    {
        _link.Dispose();
        var readers = new ReaderSet();
        readers.Add(_records.Events.OpenReader(), (in _) => { });
        var poll = Task.Run(() => readers.Poll(Timeout.InfiniteTimeSpan), TestContext.Current.CancellationToken);
        await Task.Delay(50, TestContext.Current.CancellationToken);

        readers.Dispose();

        Assert.Equal(0, await poll.WaitAsync(Poll.Timeout, TestContext.Current.CancellationToken));
        Assert.Throws<ObjectDisposedException>(() => readers.Poll(Soon));
    }

    [Fact]
    public void A_callback_may_dispose_the_set_and_with_it_all_readers()
    {
        var files = KernelObjects.OpenFilesAtRest();
        var readers = new ReaderSet();
        readers.Add(_records.Events.OpenReader(), (in _) => readers.Dispose());
        readers.Add(_records.Mixed.OpenReader(), _ => readers.Dispose());
        readers.Add(_records.Samples.OpenReader(), (in _) => readers.Dispose());
        _traffic.Send(5);

        Assert.Equal(1, readers.Poll(Poll.Timeout));
        Assert.Equal(files, KernelObjects.OpenFiles());
    }

    [Fact]
    public void A_set_that_was_disposed_takes_no_reader_and_a_reader_is_in_a_set_once()
    {
        using var reader = _records.Events.OpenReader();
        using var other = _records.Mixed.OpenReader();
        var readers = new ReaderSet();
        readers.Add(reader, (in _) => { });

        var exception = Assert.Throws<BpfException>(() => readers.Add(reader, (in _) => { }));
        readers.Dispose();

        Assert.Contains("EEXIST", exception.Message, StringComparison.Ordinal);
        Assert.Throws<ObjectDisposedException>(() => readers.Add(other, static _ => { }));
    }

    private int Receive(ReaderSet readers, Func<bool> isEnough)
    {
        var count = 0;
        Poll.Until(
            () =>
            {
                _traffic.Send();
                count += readers.Poll(Soon);
                return isEnough();
            },
            "records of all readers");
        return count;
    }
}
