using System;
using System.Threading;
using System.Threading.Tasks;
using BpfGen.Runtime.Tests.Support;
using Xunit;

namespace BpfGen.Runtime.Tests.MapKinds;

/// <summary>Records that user space sends to programs.</summary>
[Collection(KernelTests.Name)]
public sealed class UserRingBufferTests
{
    [Fact]
    public void A_program_receives_what_was_submitted_and_not_what_was_discarded()
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

        Packets.Until(exchange.Obey, () => exchange.Bss.Received == 2, "the orders to be carried out");
        Assert.Equal(10ul, exchange.Bss.Total);
    }

    [Fact]
    public void Nothing_behind_a_record_that_is_being_written_is_received()
    {
        Kernel.Required();
        using var exchange = Exchange.Load();
        using var writer = exchange.Orders.OpenWriter();
        Assert.True(writer.TrySend(new() { Add = 1, Times = 1 }));
        Assert.True(writer.TryReserve(out var busy));
        Assert.True(writer.TrySend(new() { Add = 1, Times = 1 }));

        Packets.Until(exchange.Obey, () => exchange.Bss.Received > 0, "the order before it");
        Assert.Equal(1ul, exchange.Bss.Received);

        busy.Discard();
        Packets.Until(exchange.Obey, () => exchange.Bss.Received == 2, "the order behind it");
    }

    [Fact]
    public async Task Records_come_whole_all_round_the_buffer()
    {
        Kernel.Required();
        using var exchange = Exchange.Load();
        using var writer = exchange.Orders.OpenWriter();
        const uint count = 2000;
        var sender = Task.Run(
            () =>
            {
                // 2,000 records of 16 bytes are a multiple of the buffer's 4,096.
                for (var i = 1u; i <= count; i++)
                {
                    Assert.True(writer.TryReserve(Poll.Patience, out var record));
                    record.As<Exchange.Types.Order>() = new() { Add = i, Times = 1 };
                    record.Submit();
                }
            },
            TestContext.Current.CancellationToken);

        Packets.Until(exchange.Obey, () => exchange.Bss.Received == count, "all orders");

        await sender.WaitAsync(Poll.Patience, TestContext.Current.CancellationToken);
        Assert.Equal(count * (count + 1ul) / 2, exchange.Bss.Total);
    }

    [Fact]
    public void A_full_buffer_refuses_until_its_time_is_over()
    {
        using var map = NewMap.Create<UserRingBuffer>(MapType.UserRingBuffer, keySize: 0, valueSize: 0, maxEntries: 4096);
        using var writer = map.OpenWriter();

        Assert.True(writer.TrySend(new byte[4096 - 8]));
        Assert.False(writer.TrySend([]));
        Assert.False(writer.TryReserve(1, TimeSpan.FromMilliseconds(20), out _));
    }

    [Fact]
    public void A_record_larger_than_the_buffer_is_refused()
    {
        using var map = NewMap.Create<UserRingBuffer>(MapType.UserRingBuffer, keySize: 0, valueSize: 0, maxEntries: 4096);
        using var writer = map.OpenWriter();

        Assert.Throws<ArgumentOutOfRangeException>(() => writer.TryReserve(4096 - 7, out _));
        Assert.Throws<ArgumentOutOfRangeException>(() => writer.TryReserve(-1, out _));
    }

    [Fact]
    public void A_record_is_finished_once()
    {
        using var map = NewMap.Create<UserRingBuffer>(MapType.UserRingBuffer, keySize: 0, valueSize: 0, maxEntries: 4096);
        using var writer = map.OpenWriter();
        Assert.True(writer.TryReserve(8, out var record));
        record.Submit();

        Assert.True(record.Data.IsEmpty);
        var isRefused = false;
        try
        {
            record.Discard();
        }
        catch (InvalidOperationException)
        {
            isRefused = true;
        }

        Assert.True(isRefused);
    }

    [Fact]
    public void A_record_outlives_its_writer()
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
    public async Task Disposing_wakes_who_waits_for_room()
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

        await Assert.ThrowsAsync<ObjectDisposedException>(() => waiting.WaitAsync(Poll.Patience, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Sending_allocates_nothing()
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
}
