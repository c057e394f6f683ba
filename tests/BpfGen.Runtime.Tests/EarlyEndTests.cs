using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using BpfGen.Runtime.Tests.Support;
using Xunit;
using Sample = BpfGen.Runtime.Tests.Records.Types.Sample;

namespace BpfGen.Runtime.Tests;

/// <summary>
/// Reads that end before the last record: by <c>break</c>, by an exception, or because they are cancelled. The next read continues with the
/// next record, whichever read method the caller uses. For each packet, the eBPF program sends a record with the packet's number to every
/// buffer.
/// </summary>
[Collection(KernelTests.Name)]
public sealed class EarlyEndTests : IDisposable
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(50);
    private readonly Records _records;
    private readonly PacketSocket _socket;
    private readonly SocketFilterLink _link;
    private readonly Loopback _traffic = new();
    private readonly List<ulong> _numbers = [];
    private readonly CancellationToken _cancel = TestContext.Current.CancellationToken;

    public EarlyEndTests()
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
    public async Task A_ring_buffer_keeps_the_remaining_records_if_a_read_ends_early()
    {
        using var reader = _records.Events.OpenReader();
        RingBufferReader untyped = reader;
        Send(500);

        await Break(reader.ReadAllAsync(_cancel), static record => record.Number);
        ReadOne();
        await Break(untyped.ReadAllAsync(_cancel), static record => BitConverter.ToUInt64(record));
        Assert.Throws<InvalidTimeZoneException>(() => reader.Poll(Poll.Timeout, (in record) => Throw(record.Number)));
        await Cancel(reader.ReadAllAsync, static record => record.Number);
        Assert.Throws<InvalidTimeZoneException>(() => untyped.Poll(Poll.Timeout, record => Throw(BitConverter.ToUInt64(record))));
        await Cancel(untyped.ReadAllAsync, static record => BitConverter.ToUInt64(record));
        await Throw(reader.ReadAllAsync(_cancel), static record => record.Number);
        ReadOneUntyped();
        reader.Poll(TimeSpan.Zero, (in record) => _numbers.Add(record.Number));

        Assert.Equal(All(), _numbers);

        void ReadOne()
        {
            foreach (ref readonly var record in reader.Read(Poll.Timeout))
            {
                _numbers.Add(record.Number);
                break;
            }
        }

        void ReadOneUntyped()
        {
            foreach (var record in untyped.Read(Poll.Timeout))
            {
                _numbers.Add(BitConverter.ToUInt64(record));
                break;
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    public async Task A_perf_event_array_keeps_the_remaining_records_if_a_read_ends_early(int wakeupEvents)
    {
        using var reader = _records.Samples.OpenReader(new() { WakeupEvents = wakeupEvents });
        PerfEventReader untyped = reader;
        Send(1_000);

        await Break(reader.ReadAllAsync(_cancel), static record => record.Number);
        ReadOne();
        await Break(untyped.ReadAllAsync(_cancel), static record => record.As<Sample>().Number);
        Assert.Throws<InvalidTimeZoneException>(() => reader.Poll(Poll.Timeout, (in record) => Throw(record.Number)));
        await Cancel(reader.ReadAllAsync, static record => record.Number);
        Assert.Throws<InvalidTimeZoneException>(() => untyped.Poll(Poll.Timeout, record => Throw(record.As<Sample>().Number)));
        await Cancel(untyped.ReadAllAsync, static record => record.As<Sample>().Number);
        await Throw(reader.ReadAllAsync(_cancel), static record => record.Number);
        ReadOneUntyped();
        reader.Poll(TimeSpan.Zero, (in record) => _numbers.Add(record.Number));

        // Sort the numbers, because records of different CPUs arrive in any order.
        Assert.Equal(All(), _numbers.Order());
        Assert.Equal(0, reader.LostCount);

        void ReadOne()
        {
            foreach (ref readonly var record in reader.Read(Poll.Timeout))
            {
                _numbers.Add(record.Number);
                break;
            }
        }

        void ReadOneUntyped()
        {
            foreach (var record in untyped.Read(Poll.Timeout))
            {
                _numbers.Add(record.As<Sample>().Number);
                break;
            }
        }
    }

    [Fact]
    public void A_reader_set_keeps_the_remaining_records_if_a_callback_throws()
    {
        List<ulong> samples = [];
        using var readers = new ReaderSet();
        readers.Add(_records.Events.OpenReader(), (in record) => Throw(record.Number));
        readers.Add(_records.Samples.OpenReader(), (in record) =>
        {
            samples.Add(record.Number);
            throw new InvalidTimeZoneException();
        });
        Send(100);

        for (var i = 0; i < 2 * All().Count(); i++)
        {
            Assert.Throws<InvalidTimeZoneException>(() => readers.Poll(Poll.Timeout));
        }

        Assert.Equal(0, readers.Poll(TimeSpan.Zero));
        Assert.Equal(All(), _numbers);
        Assert.Equal(All(), samples.Order());
    }

    [Fact]
    public async Task No_record_is_lost_or_repeated_if_asynchronous_reads_are_cancelled_while_records_arrive()
    {
        using var events = _records.Events.OpenReader();
        using var samples = _records.Samples.OpenReader(new() { BufferSizePerCpu = 1 << 20 });
        List<ulong> others = [];
        var sender = Task.Run(
            () =>
            {
                for (var i = 0; i < 500; i++)
                {
                    _traffic.Send();
                    Thread.SpinWait(i * 50);
                }
            },
            _cancel);

        for (var i = 0; !sender.IsCompleted || i < 200; i++)
        {
            await UntilCancelled(events.ReadAllAsync, record => _numbers.Add(record.Number));
            await UntilCancelled(samples.ReadAllAsync, record => others.Add(record.Number));
        }

        _link.Dispose();
        events.Poll(TimeSpan.Zero, (in record) => _numbers.Add(record.Number));
        samples.Poll(TimeSpan.Zero, (in record) => others.Add(record.Number));

        Assert.Equal(All(), _numbers);
        Assert.Equal(All(), others.Order());

        async Task UntilCancelled<T>(Func<CancellationToken, IAsyncEnumerable<T>> read, Action<T> add)
        {
            using var cancel = new CancellationTokenSource(1);
            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
            {
                await foreach (var record in read(cancel.Token))
                {
                    add(record);
                }
            });
        }
    }

    [Fact]
    public async Task After_a_cancelled_asynchronous_read_the_next_read_waits_for_its_whole_timeout()
    {
        _link.Dispose();
        using var reader = _records.Events.OpenReader();

        // Drop the records of packets that other processes sent while the program was attached.
        reader.Poll(TimeSpan.Zero, (in _) => { });
        for (var i = 0; i < 5; i++)
        {
            using var cancel = new CancellationTokenSource(10);
            var sequence = reader.ReadAllAsync(cancel.Token).GetAsyncEnumerator(_cancel);
            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await sequence.MoveNextAsync());
            await sequence.DisposeAsync();
            await cancel.CancelAsync();
            var started = Stopwatch.GetTimestamp();

            Assert.Equal(0, reader.Poll(Soon, (in _) => { }));

            Assert.True(Stopwatch.GetElapsedTime(started) >= Soon);
        }
    }

    [Fact]
    public async Task A_second_read_throws_only_while_an_asynchronous_read_waits_for_records()
    {
        using var reader = _records.Events.OpenReader();
        _traffic.Send();
        var sequence = reader.ReadAllAsync(_cancel).GetAsyncEnumerator(_cancel);
        Assert.True(await sequence.MoveNextAsync());
        _numbers.Add(sequence.Current.Number);
        reader.Poll(TimeSpan.Zero, (in record) => _numbers.Add(record.Number));
        var waiting = sequence.MoveNextAsync().AsTask();

        // The read may begin to wait later than this thread goes on.
        Poll.Until(() => Record.Exception(() => reader.Poll(TimeSpan.Zero, (in _) => { })) is InvalidOperationException, "the error");

        _traffic.Send();
        Assert.True(await waiting.WaitAsync(Poll.Timeout, _cancel));
        _numbers.Add(sequence.Current.Number);
        await sequence.DisposeAsync();
        reader.Poll(TimeSpan.Zero, (in record) => _numbers.Add(record.Number));
        Assert.Equal(All(), _numbers);
    }

    private void Send(int count)
    {
        _traffic.Send(count);
        _link.Dispose();
    }

    /// <summary>Returns the numbers of all packets that the program has seen.</summary>
    private IEnumerable<ulong> All() => Enumerable.Range(0, (int)_records.Bss.Sent).Select(static number => (ulong)number);

    private void Throw(ulong number)
    {
        _numbers.Add(number);
        throw new InvalidTimeZoneException();
    }

    private async Task Break<T>(IAsyncEnumerable<T> records, Func<T, ulong> number)
    {
        var count = 0;
        await foreach (var record in records)
        {
            _numbers.Add(number(record));
            if (++count == 3)
            {
                break;
            }
        }

        Assert.Equal(3, count);
    }

    private Task<InvalidTimeZoneException> Throw<T>(IAsyncEnumerable<T> records, Func<T, ulong> number) =>
        Assert.ThrowsAsync<InvalidTimeZoneException>(async () =>
        {
            await foreach (var record in records)
            {
                Throw(number(record));
            }
        });

    private async Task Cancel<T>(Func<CancellationToken, IAsyncEnumerable<T>> read, Func<T, ulong> number)
    {
        using var cancel = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var record in read(cancel.Token))
            {
                _numbers.Add(number(record));
                await cancel.CancelAsync();
            }
        });
    }
}
