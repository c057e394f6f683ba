using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using BpfGen.Kernel.Tests.Support;

namespace BpfGen.Kernel.Tests.Cases;

/// <summary>Maps that programs and this process write and read.</summary>
internal static class MapCases
{
    public static IEnumerable<Case> All =>
    [
        new("lpm trie", LongestPrefix),
        new("queue and stack", QueueAndStack),
        new("bloom filter", Filter) { Need = Filters, Refusal = Filter, RefusedWith = "too old for map type BloomFilter, which came with Linux 5.16" },
        new("user ring buffer", Orders) { Need = UserRings, Refusal = LoadOrders, RefusedWith = "too old for map type UserRingBuffer, which came with Linux 6.1" },
        new("maps of maps, program array", Nested),
        new("hashes, many entries at once", Hashes),
        new("arrays, many entries at once", Arrays),
        new("memory that is shared", Shared),
        new("a map is frozen", Frozen),
        new("a map is pinned and opened", Pinned),
    ];

    private static Need Filters => Need.Linux(5, 16);

    private static Need UserRings => Need.Linux(6, 1);

    private static void LongestPrefix()
    {
        using var exchange = Load();
        exchange.Networks.Update(IPNetwork.Parse("127.0.0.0/8"), 0);
        exchange.Networks.Update(IPNetwork.Parse("127.0.0.0/24"), 0);
        SendUntil(exchange.Route, () => exchange.Networks[LpmKey.Of<Exchange.Types.Network>(IPNetwork.Parse("127.0.0.0/24"))] > 0, "packets are counted");
        Check.Same(2, exchange.Networks.ToArray().Length, "prefixes that are read");
        Check.That(exchange.Networks.TryGetValue(IPAddress.Parse("127.1.0.1"), out var wider) && wider == 0, "the shorter prefix counts nothing");
    }

    private static void QueueAndStack()
    {
        using var exchange = Load();
        exchange.Work.Push(5);
        exchange.Work.Push(6);
        SendUntil(exchange.PassOn, () => exchange.Results.TryPeek(out var last) && last.Input == 6, "the queue is worked off");
        Check.That(exchange.Results.TryPop(out var second) && exchange.Results.TryPop(out var first) && (first.Input, second.Input) == (5, 6), "the stack's order");
        Check.That(!exchange.Results.TryPop(out _) && !exchange.Work.TryPeek(out _), "both are empty");
    }

    private static void Filter()
    {
        using var exchange = Exchange.Load(WithoutOrders());
        exchange.Refused.Add(6);
        exchange.Work.Push(5);
        exchange.Work.Push(6);
        SendUntil(exchange.Square, () => exchange.Results.TryPeek(out var last) && last.Input == 6, "the queue is worked off");
        Check.That(exchange.Results.TryPop(out var second) && exchange.Results.TryPop(out var first) && (first.Square, second.Square) == (25, 0), "the program asks the filter");
        Check.That(exchange.Refused.Contains(6) && !exchange.Refused.Contains(5), "this process asks the filter");
    }

    private static void Orders()
    {
        using var exchange = Load();
        using var writer = exchange.Orders.OpenWriter();
        Check.That(writer.TrySend(new() { Add = 3, Times = 2 }) && writer.TrySend(new() { Add = 4, Times = 1 }), "there is room");
        SendUntil(exchange.Obey, () => exchange.Bss.Received == 2, "the orders are carried out");
        Check.Same(10ul, exchange.Bss.Total, "their sum");
    }

    private static void LoadOrders()
    {
        using var exchange = Exchange.Load(new()
        {
            Maps = { Refused = { AutoCreate = Filters.IsThere() } },
            Programs = { Square = { AutoLoad = Filters.IsThere() } },
        });
    }

    private static void Nested()
    {
        using var slots = Slots.Load(new() { Programs = { SpareTail = { AutoLoad = true } } });
        using var fresh = slots.ByIndex.CreateInner("fresh");
        slots.ByIndex.Set(3, fresh);
        slots.Tails.Set(2, slots.Tail);
        SendUntil(slots.Count, () => fresh[0] > 0 && slots.First[0] > 0 && slots.Bss.Value.AfterTail > 0, "it counts in the new map and in that of the hash, and goes on in the other program");
        Check.That(slots.ByKey.TryGet(2, out var inner), "an inner map is opened");
        using (inner)
        {
            Check.Same(slots.First.Id, inner!.Id, "its id");
        }

        Check.That(slots.ByKey.Remove(2) && !slots.ByKey.TryGet(2, out _), "it is removed");
    }

    /// <summary>Where a kernel has no commands for many entries of a kind of map, the same calls go entry by entry.</summary>
    private static void Hashes()
    {
        using var tables = Tables.Load();
        var keys = Enumerable.Range(0, 500).Select(i => (uint)i).ToArray();
        tables.Hash.UpdateBatch(keys, keys.Select(key => (ulong)key * 2).ToArray());
        Check.Same(500, tables.Hash.ToArray().Count(entry => entry.Value == entry.Key * 2ul), "entries that are read");
        Check.Same(300, tables.Hash.RemoveBatch(keys.AsSpan(200)), "entries that are removed");

        var taken = 0;
        for (var cursor = default(BatchCursor<uint>); !cursor.IsAtEnd;)
        {
            taken += tables.Hash.TakeBatch(ref cursor, new uint[256], new ulong[256]);
        }

        Check.Same((200, 0), (taken, tables.Hash.ToArray().Length), "entries that are taken out, and what is left");

        tables.PerCpu.UpdateBatch([3, 4], new uint[2 * PerCpuMap.CpuCount]);
        SendUntil(tables.Count, () => Sum(tables, 3) > 0, "packets are counted on every CPU");
        Check.Same(2, tables.PerCpu.RemoveBatch([3, 4]), "entries of every CPU that are removed");
    }

    private static uint Sum(Tables tables, uint key)
    {
        var values = new uint[PerCpuMap.CpuCount];
        return tables.PerCpu.TryGetValues(key, values) ? (uint)values.Sum(value => value) : 0;
    }

    private static void Arrays()
    {
        using var tables = Tables.Load();
        var written = Enumerable.Range(1, 500).Select(i => new Tables.Types.Cell { Packets = (ulong)i }).ToArray();
        tables.Shared.Write(50, written);
        var read = new Tables.Types.Cell[502];
        tables.Shared.Read(49, read);
        Check.Same((0ul, 1ul, 500ul, 0ul), (read[0].Packets, read[1].Packets, read[500].Packets, read[501].Packets), "elements in a row");

        var values = new ulong[PerCpuMap.CpuCount];
        values[0] = 100;
        tables.PerCpuArray.SetValues(5, values);
        SendUntil(tables.Count, () => Sum() > 100, "packets are counted on every CPU");

        ulong Sum()
        {
            tables.PerCpuArray.GetValues(5, values);
            return values.Aggregate((sum, value) => sum + value);
        }
    }

    private static void Shared()
    {
        using var tables = Tables.Load();
        tables.Shared.AsSpan()[2].Packets = 1000;
        SendUntil(tables.Count, () => tables.Shared.AsSpan()[2].Packets > 1000, "packets are counted in the memory");
        Check.Same(tables.Shared.AsSpan()[2].Packets, tables.Shared[2].Packets, "what a system call reads");
    }

    private static void Frozen()
    {
        using var tables = Tables.Load();
        tables.Hash[1] = 2;
        tables.Hash.Freeze();
        Check.Says("frozen", Check.Refused(() => tables.Hash[1] = 3));
        SendUntil(tables.Count, () => tables.Hash[1] > 2, "the program counts all the same");
    }

    private static void Pinned()
    {
        const string path = "/sys/fs/bpf/bpfgen-hash";
        using (var tables = Tables.Load())
        {
            tables.Hash[1] = 2;
            tables.Hash.Pin(path);
        }

        using var opened = HashMap<uint, ulong>.OpenPinned(path);
        Check.Same(2ul, opened[1], "what is in it");
        Check.Says("Array", Check.Refused(() => ArrayMap<ulong>.OpenPinned(path).Dispose()));
        opened.Unpin();
    }

    private static Exchange Load() => Exchange.Load(new()
    {
        Maps = { Refused = { AutoCreate = Filters.IsThere() }, Orders = { AutoCreate = UserRings.IsThere() } },
        Programs = { Square = { AutoLoad = Filters.IsThere() }, PassOn = { AutoLoad = true }, Obey = { AutoLoad = UserRings.IsThere() } },
    });

    private static Exchange.LoadOptions WithoutOrders() => new() { Maps = { Orders = { AutoCreate = false } }, Programs = { Obey = { AutoLoad = false } } };

    private static void SendUntil(SocketFilterProgram program, Func<bool> arrived, string what)
    {
        using var socket = PacketSocket.Open("lo");
        using var link = program.Attach(socket);
        Check.Soon(
            () =>
            {
                Trigger.Send();
                return arrived();
            },
            what);
    }
}
