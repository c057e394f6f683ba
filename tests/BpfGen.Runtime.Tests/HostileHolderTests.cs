using System;
using System.Threading;
using BpfGen.Buffers;
using BpfGen.Interop;
using BpfGen.Runtime.Tests.Support;
using Xunit;

namespace BpfGen.Runtime.Tests;

/// <summary>
/// Another process with access to a map writes wrong positions into the map's shared memory. Reads and writes of this process never access
/// other memory, and never run forever.
/// </summary>
[Collection(KernelTests.Name)]
public sealed unsafe class HostileHolderTests
{
    private const uint Size = 4096;

    public static TheoryData<ulong> Positions =>
    [
        8, 4096, 1ul << 20, 1ul << 31, 1ul << 62, ulong.MaxValue - 7, ulong.MaxValue, ulong.MaxValue - (1ul << 29) + 1, 3,
        ulong.MaxValue - 4096,
    ];

    [Theory]
    [MemberData(nameof(Positions))]
    public void A_read_of_a_ring_buffer_ends_if_the_consumer_position_is_wrong(ulong position)
    {
        Kernel.Required();
        using var map = RingBuffer.Create(Size);
        using var page = MappedMemory.TryMap(map.Descriptor, (nuint)MappedMemory.PageSize, isReadOnly: false);
        using var reader = map.OpenReader();
        var consumed = (ulong*)page!.Address;
        *consumed = position;
        var count = 0;

        for (var i = 0; i < 3; i++)
        {
            reader.Poll(TimeSpan.FromMilliseconds(1), _ => count++);
        }

        // The reader continues at the producer's position, where it finds no records, because the producer has sent nothing. But if the
        // wrong position is only a few bytes before the producer's position, the reader cannot detect the error, and reads empty records.
        Assert.InRange(count, 0, (int)Size / 8);
        Assert.Equal(0ul, *consumed);
    }

    [Theory]
    [MemberData(nameof(Positions))]
    public void Records_arrive_again_after_a_wrong_consumer_position(ulong position)
    {
        Kernel.Required();
        using var ring = Ring.Load();
        using var socket = PacketSocket.Open("lo");
        using var link = ring.Send.Attach(socket);
        using var traffic = new Loopback();
        using var page = MappedMemory.TryMap(ring.Packets.Descriptor, (nuint)MappedMemory.PageSize, isReadOnly: false);
        using RingBufferReader reader = ring.Packets.OpenReader();
        *(ulong*)page!.Address = position;
        traffic.Send(10);

        // The first read detects the wrong position. The next reads receive the records that are sent afterwards.
        var count = 0;
        for (var i = 0; i < 100 && count == 0; i++)
        {
            count += reader.Poll(TimeSpan.Zero, static _ => { });
            traffic.Send(10);
        }

        Assert.InRange(count, 1, 100_000);
    }

    [Fact]
    public void A_read_stays_inside_the_ring_while_the_consumer_position_changes()
    {
        Kernel.Required();
        using var map = RingBuffer.Create(Size);
        using var page = MappedMemory.TryMap(map.Descriptor, (nuint)MappedMemory.PageSize, isReadOnly: false);
        using var reader = map.OpenReader();
        var consumed = (ulong*)page!.Address;
        var stop = false;
        var other = new Thread(() =>
        {
            var random = new Random(1);
            while (!Volatile.Read(ref stop))
            {
                Volatile.Write(ref *consumed, (ulong)random.NextInt64(long.MinValue, long.MaxValue) >> random.Next(64));
            }
        });
        other.Start();
        var sum = 0L;
        for (var i = 0; i < 20_000; i++)
        {
            foreach (var record in reader.Read(TimeSpan.Zero))
            {
                sum += record.IsEmpty ? 0 : record[0] + record[^1];
            }
        }

        Volatile.Write(ref stop, true);
        other.Join();
        Assert.InRange(sum, 0, long.MaxValue);
    }

    [Theory]
    [MemberData(nameof(Positions))]
    public void A_user_ring_buffer_writer_stays_inside_the_buffer_if_the_producer_position_is_wrong(ulong position)
    {
        Kernel.Required();
        using var map = UserRingBuffer.Create(Size);
        using var page = MappedMemory.TryMap(
            map.Descriptor, (nuint)MappedMemory.PageSize, isReadOnly: false, offset: MappedMemory.PageSize);
        using var writer = map.OpenWriter();
        Volatile.Write(ref *(ulong*)page!.Address, position);

        if (writer.TryReserve((int)Size - 8, TimeSpan.FromMilliseconds(1), out var record))
        {
            record.Data.Fill(1);
            record.Discard();
        }
        else if (writer.TryReserve(8, out record))
        {
            record.Data.Fill(1);
            record.Discard();
        }
    }
}
