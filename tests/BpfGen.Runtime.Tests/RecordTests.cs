using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;
using BpfGen.Runtime.Tests.Support;
using Xunit;
using Sample = BpfGen.Runtime.Tests.Records.Types.Sample;

namespace BpfGen.Runtime.Tests;

/// <summary>The struct of the user that replaces the generated type for <c>struct event</c> of <c>types/records.o</c>.</summary>
[BpfStruct("struct event", ObjectFile = "types/records.o")]
public struct SentEvent
{
    public ulong Number;
    public uint Length;
    public byte Kind;
}

/// <summary>Typed records: structs that are generated from the object's BTF, or a struct of the user that replaces one of them.</summary>
[Collection(KernelTests.Name)]
public sealed class RecordTests : IDisposable
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(50);
    private readonly Records _records;
    private readonly PacketSocket _socket;
    private readonly SocketFilterLink _link;
    private readonly Loopback _traffic = new();

    public RecordTests()
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
    public void A_ring_buffer_has_the_record_type_of_its_definition()
    {
        RingBuffer<SentEvent> buffer = _records.Events;
        using var reader = buffer.OpenReader();
        var received = new List<SentEvent>();

        ReceiveFive(() => reader.Poll(Soon, (in record) => received.Add(record)), received);

        Assert.All(received, record => Assert.Equal((7, true), (record.Kind, record.Length > 0)));
        Assert.Equal(0ul, received[0].Number);
    }

    [Fact]
    public void A_perf_event_array_has_the_record_type_of_its_definition()
    {
        PerfEventArray<Sample> array = _records.Samples;
        using var reader = array.OpenReader();
        var received = new List<string>();

        ReceiveFive(() => reader.Poll(Soon, (in record) => received.Add(record.Name.ToString())), received);

        Assert.All(received, name => Assert.Equal("sample", name));
    }

    [Fact]
    public async Task Typed_records_arrive_as_asynchronous_sequences()
    {
        using var events = _records.Events.OpenReader();
        using var samples = _records.Plain.OpenReader();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Poll.Timeout);
        _traffic.Send(3);

        await foreach (var record in events.ReadAllAsync(limit.Token))
        {
            Assert.Equal(7, record.Kind);
            break;
        }

        await foreach (var record in samples.ReadAllAsync(limit.Token))
        {
            Assert.Equal("sample", record.Name.ToString());
            break;
        }
    }

    [Fact]
    public void Poll_with_a_typed_callback_does_not_allocate()
    {
        using var events = _records.Events.OpenReader();
        using var samples = _records.Samples.OpenReader();
        var sums = new ulong[1];
        RecordCallback<SentEvent, ulong[]> addEvent = static (in record, sums) => sums[0] += record.Length;
        RecordCallback<Sample, ulong[]> addSample = static (in record, sums) => sums[0] += record.Number;
        _traffic.Send(10);
        events.Poll(Soon, sums, addEvent);
        samples.Poll(Soon, sums, addSample);
        _traffic.Send(30);
        var before = GC.GetAllocatedBytesForCurrentThread();

        var received = events.Poll(Soon, sums, addEvent) + samples.Poll(Soon, sums, addSample);

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        Assert.InRange(received, 31, 1_000);
    }

    [Fact]
    public void Records_of_a_buffer_with_several_types_are_read_as_bytes()
    {
        RingBuffer buffer = _records.Mixed;
        using var reader = buffer.OpenReader();
        var names = new List<string>();

        ReceiveFive(
            () => reader.Poll(Soon, record =>
            {
                if (record.Length == Marshal.SizeOf<Sample>())
                {
                    names.Add(MemoryMarshal.Read<Sample>(record).Name.ToString());
                }
            }),
            names);

        Assert.Contains("sample", names);
    }

    [Fact]
    public void As_returns_a_buffer_with_a_record_type_for_an_untyped_buffer()
    {
        using var reader = _records.Mixed.As<SentEvent>().OpenReader();
        var kinds = new List<byte>();

        ReceiveFive(() => reader.Poll(Soon, (in record) => kinds.Add(record.Kind)), kinds);

        Assert.Equal(7, kinds[0]);
    }

    [Fact]
    public void A_record_smaller_than_its_type_throws()
    {
        using var reader = _records.Mixed.As<Records.Types.Large>().OpenReader();
        _traffic.Send();

        Assert.Throws<InvalidOperationException>(() => reader.Poll(Poll.Timeout, static (in _) => { }));
    }

    [Fact]
    public void BpfTypes_generates_types_that_the_object_does_not_otherwise_need() =>
        Assert.Equal(5u, (uint)Records.Types.Unreached.UnreachedB);

    private void ReceiveFive<T>(Func<int> poll, List<T> received) => Poll.Until(
        () =>
        {
            _traffic.Send(5);
            poll();
            return received.Count >= 5;
        },
        "five records");
}
