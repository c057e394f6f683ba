using System;
using System.Threading;
using System.Threading.Tasks;
using BpfGen.Runtime.Tests.Support;
using Xunit;

namespace BpfGen.Runtime.Tests.MapKinds;

/// <summary>User ring buffers, through which user space sends records to programs.</summary>
[Collection(KernelTests.Name)]
public sealed class UserRingBufferTests
{
    [Fact]
    public void A_program_receives_submitted_records_and_no_discarded_records()
    {
        Kernel.Required();
        using var exchange = Exchange.Load();
        using var writer = exchange.Orders.OpenWriter();

        Assert.True(writer.TryReserve(out var first));
        first.As<Exchange.Types.Order>() = new() { Add = 3, Times = 2 };
        first.Submit();
        Assert.True(writer.TryReserve(out var second));
        second.As<Exchange.Types.Order>() = new() { Add = 100, Times = 1 };
        second.Discard();
        Assert.True(writer.TrySend(new() { Add = 4, Times = 1 }));

        Packets.SendUntil(exchange.Obey, () => exchange.Bss.Received == 2, "the program to process two orders");
        Assert.Equal(10ul, exchange.Bss.Total);
    }

    [Fact]
    public void Submit_sets_the_padding_of_a_record_to_zero()
    {
        Kernel.Required();
        using var exchange = Exchange.Load();
        using var writer = new UserRingBufferWriter<Padded>(exchange.Orders);

        Assert.True(writer.TryReserve(out var record));
        var bytes = record.Data;
        bytes.Fill(0xff);
        ref var padded = ref record.As<Padded>();
        (padded.First, padded.Second) = (1, 2);
        record.Submit();

        Assert.Equal([1, 0, 0, 0, 2, 0, 0, 0], bytes.ToArray());
    }

    [Fact]
    public void Programs_receive_no_later_records_while_a_reserved_record_is_not_submitted()
    {
        Kernel.Required();
        using var exchange = Exchange.Load();
        using var writer = exchange.Orders.OpenWriter();
        Assert.True(writer.TrySend(new() { Add = 1, Times = 1 }));
        Assert.True(writer.TryReserve(out var busy));
        Assert.True(writer.TrySend(new() { Add = 1, Times = 1 }));

        Packets.SendUntil(exchange.Obey, () => exchange.Bss.Received > 0, "the order before the reserved record");
        Assert.Equal(1ul, exchange.Bss.Received);

        busy.Discard();
        Packets.SendUntil(exchange.Obey, () => exchange.Bss.Received == 2, "the order behind the reserved record");
    }

    [Fact]
    public async Task Records_stay_intact_when_writing_continues_at_the_start_of_the_buffer()
    {
        Kernel.Required();
        using var exchange = Exchange.Load();
        using var writer = exchange.Orders.OpenWriter();
        const uint count = 2000;
        var sender = Task.Run(
            () =>
            {
                // 2,000 records of 16 bytes are almost eight times the buffer's 4,096 bytes.
                for (var i = 1u; i <= count; i++)
                {
                    Assert.True(writer.TryReserve(Poll.Timeout, out var record));
                    record.As<Exchange.Types.Order>() = new() { Add = i, Times = 1 };
                    record.Submit();
                }
            },
            TestContext.Current.CancellationToken);

        Packets.SendUntil(exchange.Obey, () => exchange.Bss.Received == count, "all orders");

        await sender.WaitAsync(Poll.Timeout, TestContext.Current.CancellationToken);
        Assert.Equal(count * (count + 1ul) / 2, exchange.Bss.Total);
    }

    [Fact]
    public void TryReserve_on_a_full_buffer_fails_after_its_timeout()
    {
        using var map = NewMap.Create<UserRingBuffer>(MapType.UserRingBuffer, keySize: 0, valueSize: 0, maxEntries: 4096);
        using var writer = map.OpenWriter();

        Assert.True(writer.TrySend(new byte[4096 - 8]));
        Assert.False(writer.TrySend([]));
        Assert.False(writer.TryReserve(1, TimeSpan.FromMilliseconds(20), out _));
    }

    [Fact]
    public void A_record_larger_than_the_buffer_is_rejected()
    {
        using var map = NewMap.Create<UserRingBuffer>(MapType.UserRingBuffer, keySize: 0, valueSize: 0, maxEntries: 4096);
        using var writer = map.OpenWriter();

        Assert.Throws<ArgumentOutOfRangeException>(() => writer.TryReserve(4096 - 7, out _));
        Assert.Throws<ArgumentOutOfRangeException>(() => writer.TryReserve(-1, out _));
    }

    [Fact]
    public void Discarding_a_submitted_record_throws()
    {
        using var map = NewMap.Create<UserRingBuffer>(MapType.UserRingBuffer, keySize: 0, valueSize: 0, maxEntries: 4096);
        using var writer = map.OpenWriter();
        Assert.True(writer.TryReserve(8, out var record));
        record.Submit();

        Assert.True(record.Data.IsEmpty);
        var hasThrown = false;
        try
        {
            record.Discard();
        }
        catch (InvalidOperationException)
        {
            hasThrown = true;
        }

        Assert.True(hasThrown);
    }

    [Fact]
    public void A_record_stays_usable_after_its_writer_is_disposed()
    {
        using var map = NewMap.Create<UserRingBuffer>(MapType.UserRingBuffer, keySize: 0, valueSize: 0, maxEntries: 4096);
        var writer = map.OpenWriter();
        Assert.True(writer.TryReserve(8, out var record));

        writer.Dispose();
        record.Data.Fill(1);
        record.Submit();

        Assert.Throws<ObjectDisposedException>(() => writer.TryReserve(8, out _));
    }

    [Fact]
    public async Task Disposing_the_writer_wakes_a_thread_that_waits_for_space()
    {
        using var map = NewMap.Create<UserRingBuffer>(MapType.UserRingBuffer, keySize: 0, valueSize: 0, maxEntries: 4096);
        var writer = map.OpenWriter();
        Assert.True(writer.TrySend(new byte[4096 - 8]));
        using var started = new ManualResetEventSlim();
        var waiting = Task.Run(
            () =>
            {
                started.Set();
                return writer.TryReserve(8, Timeout.InfiniteTimeSpan, out _);
            },
            TestContext.Current.CancellationToken);
        started.Wait(TestContext.Current.CancellationToken);
        await Task.Delay(20, TestContext.Current.CancellationToken);

        writer.Dispose();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => waiting.WaitAsync(Poll.Timeout, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Sending_records_does_not_allocate()
    {
        using var map = NewMap.Create<UserRingBuffer>(MapType.UserRingBuffer, keySize: 0, valueSize: 0, maxEntries: 65536);
        using var writer = map.OpenWriter();
        ReadOnlySpan<byte> record = [1, 2, 3];
        writer.TrySend(record);
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var i = 0; i < 100; i++)
        {
            writer.TrySend(record);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private struct Padded
    {
        public byte First;
        public uint Second;
    }
}
