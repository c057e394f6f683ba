using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;
using BpfGen.Runtime.Tests.Support;
using Xunit;

namespace BpfGen.Runtime.Tests;

/// <summary>
/// Reader sets, with which one thread waits for several buffers. For each packet, the program sends one or two records to every buffer.
/// </summary>
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
    public void A_reader_set_passes_each_record_to_the_callback_of_its_reader()
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
    public void Polling_a_reader_set_does_not_allocate()
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
    public void An_exception_in_a_callback_propagates_and_other_readers_lose_no_records()
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

        // The other reader's records are still available without new packets and without waiting, whichever reader was polled first.
        Poll.Until(
            () =>
            {
                readers.Poll(TimeSpan.Zero);
                return samples >= 3;
            },
            "the samples");
    }

    [Fact]
    public void A_disposed_reader_is_removed_from_its_reader_set()
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
    public void Poll_returns_zero_if_no_record_arrives_before_the_timeout()
    {
        _link.Dispose();
        using var readers = new ReaderSet();
        readers.Add(_records.Samples.OpenReader(), (in _) => { });

        // Drop the records of packets that other processes sent while the program was attached.
        readers.Poll(TimeSpan.Zero);

        Assert.Equal(0, readers.Poll(TimeSpan.FromMilliseconds(20)));
    }

    [Fact]
    public void Poll_does_not_return_early_because_of_records_that_were_already_read()
    {
        // The records of the second packet arrive after the kernel has reported the records of the first packet, and the same poll reads
        // the records of both packets.
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
    public async Task Disposing_the_set_ends_a_wait_in_another_thread()
    {
        _link.Dispose();
        var readers = new ReaderSet();
        readers.Add(_records.Events.OpenReader(), (in _) => { });

        // Drop the records of packets that other processes sent while the program was attached.
        readers.Poll(TimeSpan.Zero);
        var poll = Task.Run(() => readers.Poll(Timeout.InfiniteTimeSpan), TestContext.Current.CancellationToken);
        await Task.Delay(50, TestContext.Current.CancellationToken);

        readers.Dispose();

        Assert.Equal(0, await poll.WaitAsync(Poll.Timeout, TestContext.Current.CancellationToken));
        Assert.Throws<ObjectDisposedException>(() => readers.Poll(Soon));
    }

    [Fact]
    public void A_callback_may_dispose_the_set_with_all_its_readers()
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
    public void Adding_a_reader_twice_or_to_a_disposed_set_throws()
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
