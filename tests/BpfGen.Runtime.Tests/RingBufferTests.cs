using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;
using BpfGen.Runtime.Tests.Support;
using Xunit;
using Packet = BpfGen.Runtime.Tests.Ring.Types.Packet;

namespace BpfGen.Runtime.Tests;

/// <summary>The reader of a ring buffer, with records that a program sends.</summary>
[Collection(KernelTests.Name)]
public sealed class RingBufferTests : IDisposable
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(50);
    private readonly Ring _ring;
    private readonly PacketSocket _socket;
    private readonly SocketFilterLink _link;
    private readonly Loopback _traffic = new();

    public RingBufferTests()
    {
        Kernel.Required();
        _ring = Ring.Load();
        _socket = PacketSocket.Open("lo");
        _link = _ring.Send.Attach(_socket);
    }

    public void Dispose()
    {
        _traffic.Dispose();
        _link.Dispose();
        _socket.Dispose();
        _ring.Dispose();
    }

    [Fact]
    public void Records_of_a_ring_buffer_arrive_in_order_and_discarded_records_do_not_arrive()
    {
        using var reader = _ring.Packets.OpenReader();

        var records = Receive(reader, 2_000);

        // Of every four packets, the program discards one record and sends one twice. The one-page buffer wraps around many times.
        var numbers = records.Where(record => record.Kind == 1).Select(record => record.Number).ToList();
        Assert.Equal(Enumerable.Range(0, (int)numbers[^1] + 1).Select(number => (ulong)number).Where(number => number % 4 != 3), numbers);
        Assert.All(records.Where(record => record.Kind == 2), record => Assert.Equal(0ul, record.Number % 4));
        Assert.All(records, record => Assert.True(record.Length > 0));
        Assert.Equal(0ul, _ring.Bss.Refused);
    }

    [Fact]
    public void A_reader_knows_the_number_of_bytes_that_it_has_not_read()
    {
        using var reader = _ring.Packets.OpenReader();
        _traffic.Send(1_000);
        _link.Dispose();
        var full = reader.UnreadBytes;

        while (reader.Poll(TimeSpan.Zero, static _ => { }) > 0)
        {
        }

        // The buffer was full: there was no room for the largest record.
        Assert.InRange(full, _ring.Packets.MaxEntries - 256, _ring.Packets.MaxEntries);
        Assert.Equal(0, reader.UnreadBytes);
        reader.Dispose();
        Assert.Throws<ObjectDisposedException>(() => reader.UnreadBytes);
    }

    [Fact]
    public void A_full_ring_buffer_keeps_the_records_that_it_has_accepted()
    {
        using var reader = _ring.Packets.OpenReader();
        _traffic.Send(1_000);
        Assert.NotEqual(0ul, Volatile.Read(ref _ring.Bss.Refused));

        var first = new List<ulong>();
        reader.Poll<Packet>(Soon, (in packet) => first.Add(packet.Number));

        Assert.Equal(first.Order(), first);
        Assert.Equal(0ul, first[0]);
    }

    [Fact]
    public void Poll_with_a_callback_does_not_allocate()
    {
        using var reader = _ring.Packets.OpenReader();
        var counts = new int[1];
        RingBufferCallback<int[]> count = static (record, counts) => counts[0] += MemoryMarshal.Read<Packet>(record).Length > 0 ? 1 : 0;
        _traffic.Send(10);
        reader.Poll(Soon, counts, count);
        _traffic.Send(30);
        var before = GC.GetAllocatedBytesForCurrentThread();

        var received = reader.Poll(Soon, counts, count);

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        Assert.InRange(received, 30, 1_000);
    }

    [Fact]
    public void A_foreach_loop_receives_records_and_does_not_allocate()
    {
        using var reader = _ring.Packets.OpenReader();
        _traffic.Send(10);
        Assert.InRange(Count(reader), 10, 1_000);
        _traffic.Send(30);
        var before = GC.GetAllocatedBytesForCurrentThread();

        var received = Count(reader);

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        Assert.InRange(received, 30, 1_000);

        static int Count(RingBufferReader<Packet> reader)
        {
            var count = 0;
            foreach (ref readonly var packet in reader.Read(Poll.Timeout))
            {
                count += packet.Length > 0 ? 1 : 0;
            }

            return count;
        }
    }

    [Fact]
    public void A_foreach_loop_continues_after_the_last_record_of_the_previous_loop()
    {
        using var reader = _ring.Packets.OpenReader();
        _traffic.Send(5);
        var numbers = new List<(ulong Number, uint Kind)>();

        for (var i = 0; i < 4; i++)
        {
            foreach (ref readonly var packet in reader.Read(Poll.Timeout))
            {
                numbers.Add((packet.Number, packet.Kind));
                break;
            }
        }

        // Of every four packets, the program sends the first one twice and discards the last one.
        Assert.Equal([(0, 1), (0, 2), (1, 1), (2, 1)], numbers);
    }

    [Fact]
    public void An_enumerator_disposed_before_its_first_record_consumes_no_record()
    {
        using var reader = _ring.Packets.OpenReader();
        _traffic.Send();

        reader.Read(Poll.Timeout).GetEnumerator().Dispose();

        Assert.Equal((0ul, 1u), Receive(reader, 1).Select(record => (record.Number, record.Kind)).First());
    }

    [Fact]
    public void An_exception_in_a_foreach_loop_consumes_the_record()
    {
        using var reader = _ring.Packets.OpenReader();
        _traffic.Send();

        Assert.Throws<InvalidTimeZoneException>(() =>
        {
            foreach (ref readonly var packet in reader.Read(Poll.Timeout))
            {
                throw new InvalidTimeZoneException(packet.Number.ToString(CultureInfo.InvariantCulture));
            }
        });

        Assert.Equal((0ul, 2u), Receive(reader, 1).Select(record => (record.Number, record.Kind)).First());
    }

    [Fact]
    public void A_foreach_loop_may_dispose_its_reader()
    {
        var files = KernelObjects.OpenFilesAtRest();
        var reader = _ring.Packets.OpenReader();
        _traffic.Send(5);
        var count = 0;

        foreach (ref readonly var packet in reader.Read(Poll.Timeout))
        {
            count++;
            reader.Dispose();
        }

        Assert.Equal(1, count);
        Assert.Equal(files, KernelObjects.OpenFiles());
    }

    [Fact]
    public void Reading_inside_of_a_foreach_loop_throws()
    {
        using var reader = _ring.Packets.OpenReader();
        _traffic.Send();

        foreach (ref readonly var packet in reader.Read(Poll.Timeout))
        {
            Assert.Throws<InvalidOperationException>(() => reader.Poll(Soon, static _ => { }));
            Assert.Throws<InvalidOperationException>(() => reader.Read(Soon).GetEnumerator());
        }
    }

    [Fact]
    public void Reading_a_record_as_a_larger_struct_throws_and_consumes_it()
    {
        using var reader = _ring.Packets.OpenReader();
        _traffic.Send();

        var exception = Assert.Throws<InvalidOperationException>(() => reader.Poll<Large>(Poll.Timeout, static (in _) => { }));

        Assert.Equal("The record has 16 bytes, but Large needs 24.", exception.Message);

        // The program sends the first packet's record twice, so the next record is the copy.
        Assert.Equal((0ul, 2u), Receive(reader, 1).Select(record => (record.Number, record.Kind)).First());
    }

    [Fact]
    public async Task Records_arrive_as_an_asynchronous_sequence()
    {
        using var reader = _ring.Packets.OpenReader();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Poll.Timeout);
        _traffic.Send(5);

        var count = 0;
        await foreach (var record in ((RingBufferReader)reader).ReadAllAsync(limit.Token))
        {
            Assert.Equal(16, record.Length);
            if (++count == 5)
            {
                break;
            }
        }

        Assert.Equal(5, count);
    }

    [Fact]
    public async Task A_record_wakes_a_Poll_that_follows_a_Poll_with_timeout_zero()
    {
        using var reader = _ring.Packets.OpenReader();
        _traffic.Send();
        reader.Poll(TimeSpan.Zero, static _ => { });
        var poll = Task.Run(() => reader.Poll(Timeout.InfiniteTimeSpan, static _ => { }), TestContext.Current.CancellationToken);
        await Task.Delay(50, TestContext.Current.CancellationToken);

        _traffic.Send();

        Assert.InRange(await poll.WaitAsync(Poll.Timeout, TestContext.Current.CancellationToken), 1, 100);
    }

    [Fact]
    public async Task Disposing_the_reader_ends_a_wait_in_another_thread()
    {
        _link.Dispose();
        var reader = _ring.Packets.OpenReader();

        // Drop the records of packets that other processes sent while the program was attached.
        reader.Poll(TimeSpan.Zero, static _ => { });
        var poll = Task.Run(() => reader.Poll(Timeout.InfiniteTimeSpan, static _ => { }), TestContext.Current.CancellationToken);
        await Task.Delay(50, TestContext.Current.CancellationToken);

        reader.Dispose();

        Assert.Equal(0, await poll.WaitAsync(Poll.Timeout, TestContext.Current.CancellationToken));
        Assert.Throws<ObjectDisposedException>(() => reader.Poll(Soon, static _ => { }));
    }

    [Fact]
    public void A_callback_may_dispose_its_reader()
    {
        var reader = _ring.Packets.OpenReader();
        _traffic.Send(5);

        Assert.Equal(1, reader.Poll(Poll.Timeout, _ => reader.Dispose()));
    }

    [Fact]
    public void A_disposed_reader_closes_its_file_descriptors()
    {
        var files = KernelObjects.OpenFilesAtRest();

        _ring.Packets.OpenReader().Dispose();

        Assert.Equal(files, KernelObjects.OpenFiles());
    }

    private List<Packet> Receive(RingBufferReader reader, int count)
    {
        var received = new List<Packet>();
        Poll.Until(
            () =>
            {
                _traffic.Send(10);
                reader.Poll<Packet>(Soon, (in packet) => received.Add(packet));
                return received.Count >= count;
            },
            $"{count} records");
        return received;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Large
    {
        public ulong A;
        public ulong B;
        public ulong C;
    }
}
