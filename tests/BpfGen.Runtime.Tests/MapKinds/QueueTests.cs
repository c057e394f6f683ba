using System;
using BpfGen.Runtime.Tests.Support;
using Xunit;

namespace BpfGen.Runtime.Tests.MapKinds;

/// <summary>Queues, stacks and bloom filters: maps without keys.</summary>
[Collection(KernelTests.Name)]
public sealed class QueueTests
{
    [Fact]
    public void A_program_pops_from_a_queue_queries_a_bloom_filter_and_pushes_to_a_stack()
    {
        Kernel.Required();
        using var exchange = Exchange.Load();
        exchange.Refused.Add(6);
        Assert.True(exchange.Work.TryPush(5));
        Assert.True(exchange.Work.TryPush(6));
        Assert.True(exchange.Work.TryPush(7));

        Packets.SendUntil(
            exchange.Square, () => exchange.Results.TryPeek(out var last) && last.Input == 7, "the program to process the queue");

        Assert.True(exchange.Results.TryPop(out var third));
        Assert.True(exchange.Results.TryPop(out var second));
        Assert.True(exchange.Results.TryPop(out var first));
        Assert.False(exchange.Results.TryPop(out _));
        Assert.Equal(
            [(5u, 25ul), (6u, 0ul), (7u, 49ul)], [(first.Input, first.Square), (second.Input, second.Square), (third.Input, third.Square)]);
        Assert.False(exchange.Work.TryPeek(out _));
    }

    [Fact]
    public void A_queue_returns_the_oldest_value_first()
    {
        using var queue = NewMap.Create<BpfQueue<ulong>>(MapType.Queue, keySize: 0, maxEntries: 2);

        Assert.True(queue.TryPush(1));
        Assert.True(queue.TryPush(2));
        Assert.False(queue.TryPush(3));
        Assert.True(queue.TryPeek(out var value));
        Assert.Equal(1ul, value);
        Assert.True(queue.TryPop(out value));
        Assert.Equal(1ul, value);
    }

    [Fact]
    public void Push_on_a_full_queue_drops_the_oldest_value()
    {
        using var queue = NewMap.Create<BpfQueue<ulong>>(MapType.Queue, keySize: 0, maxEntries: 2);
        queue.Push(1);
        queue.Push(2);

        queue.Push(3);

        Assert.True(queue.TryPop(out var value));
        Assert.Equal(2ul, value);
    }

    [Fact]
    public void A_stack_returns_the_newest_value_first()
    {
        using var stack = NewMap.Create<BpfStack>(MapType.Stack, keySize: 0, maxEntries: 2);
        var typed = stack.As<ulong>();
        typed.Push(1);
        typed.Push(2);

        Assert.True(typed.TryPop(out var value));
        Assert.Equal(2ul, value);
    }

    [Fact]
    public void A_bloom_filter_contains_the_values_that_were_added()
    {
        using var filter = NewMap.Create<BloomFilter<ulong>>(MapType.BloomFilter, keySize: 0, maxEntries: 1000);

        filter.Add(7);

        Assert.True(filter.Contains(7));
        Assert.False(filter.Contains(8));
    }

    [Fact]
    public void As_rejects_a_C_sharp_type_whose_size_differs_from_the_value_size()
    {
        using var queue = NewMap.Create<BpfQueue>(MapType.Queue, keySize: 0, valueSize: 12);
        using var filter = NewMap.Create<BloomFilter>(MapType.BloomFilter, keySize: 0, valueSize: 12);

        Assert.Equal(
            "UInt64 has 8 bytes, but the values of map 'test_map' have 12.",
            Assert.Throws<InvalidOperationException>(() => queue.As<ulong>()).Message);
        Assert.Throws<InvalidOperationException>(() => filter.As<ulong>());
    }

    [Fact]
    public void Queue_operations_do_not_allocate()
    {
        using var queue = NewMap.Create<BpfQueue<ulong>>(MapType.Queue, keySize: 0);
        queue.Push(1);
        queue.TryPop(out _);
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var i = 0; i < 100; i++)
        {
            queue.TryPush(1);
            queue.TryPeek(out _);
            queue.TryPop(out _);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }
}
