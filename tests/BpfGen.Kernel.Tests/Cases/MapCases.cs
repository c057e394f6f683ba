using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using BpfGen.Kernel.Tests.Support;

namespace BpfGen.Kernel.Tests.Cases;

/// <summary>Maps that both programs and this process read and write.</summary>
internal static class MapCases
{
    public static IEnumerable<Case> All =>
    [
        new("lpm trie", LongestPrefix),
        new("queue and stack", QueueAndStack),
        new("bloom filter", Filter)
        {
            Need = Filters,
            Refusal = Filter,
            RefusedWith = "too old for map type BloomFilter, which came with Linux 5.16",
        },
        new("user ring buffer", Orders)
        {
            Need = UserRings,
            Refusal = LoadOrders,
            RefusedWith = "too old for map type UserRingBuffer, which came with Linux 6.1",
        },
        new("maps of maps, program array", Nested),
        new("hashes, batches", Hashes),
        new("arrays, ranges of elements", Arrays),
        new("memory-mapped array", Shared),
        new("freeze a map", Frozen),
        new("pin and open a map", Pinned),
        new("maps without an object", Created),
    ];

    private static Need Filters => Need.Linux(5, 16);

    private static Need UserRings => Need.Linux(6, 1);

    private static void Created()
    {
        using var hash = HashMap<uint, ulong>.Create(8);
        hash[1] = 2;
        Check.Same(2ul, hash[1], "a value of the hash");
        using var trie = LpmTrie<ulong, uint>.Create(8);
        trie.Update(IPNetwork.Parse("10.0.0.0/8"), 3);
        Check.That(trie.TryGetValue(IPAddress.Parse("10.1.1.1"), out var hop) && hop == 3, "the trie finds the prefix");
        using var storage = SkStorage<ulong>.Create();
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        storage.Update(socket, 4);
        Check.That(storage.TryGetValue(socket, out var stored) && stored == 4, "the socket has a value");
        using var counters = PerCpuArrayMap<uint>.Create(100);
        counters.SetValues(99, Enumerable.Repeat(5u, PerCpuMap.CpuCount).ToArray());
        var values = new uint[3 * PerCpuMap.CpuCount];
        counters.Read(97, values);
        Check.Same(5u * (uint)PerCpuMap.CpuCount, (uint)values.Sum(value => value), "the sum of the last element's values");
        using var maps = ArrayOfMaps<HashMap<uint, ulong>>.Create(2, hash);
        maps.Set(1, hash);
        Check.That(maps.TryGet(1, out var inner), "the map of maps has an inner map");
        using (inner)
        {
            Check.Same(2ul, inner![1], "a value of the inner map");
        }
    }

    private static void LongestPrefix()
    {
        using var exchange = Load();
        exchange.Networks.Update(IPNetwork.Parse("127.0.0.0/8"), 0);
        exchange.Networks.Update(IPNetwork.Parse("127.0.0.0/24"), 0);
        SendUntil(
            exchange.Route, () => exchange.Networks[LpmKey.Of<Exchange.Types.Network>(IPNetwork.Parse("127.0.0.0/24"))] > 0,
            "the program counts packets");
        Check.Same(2, exchange.Networks.ToArray().Length, "the number of prefixes");
        Check.That(
            exchange.Networks.TryGetValue(IPAddress.Parse("127.1.0.1"), out var wider) && wider == 0, "the shorter prefix has no packets");
    }

    private static void QueueAndStack()
    {
        using var exchange = Load();
        exchange.Work.Push(5);
        exchange.Work.Push(6);
        SendUntil(exchange.PassOn, () => exchange.Results.TryPeek(out var last) && last.Input == 6, "the program empties the queue");
        Check.That(
            exchange.Results.TryPop(out var second) && exchange.Results.TryPop(out var first) && (first.Input, second.Input) == (5, 6),
            "the stack returns the last value first");
        Check.That(!exchange.Results.TryPop(out _) && !exchange.Work.TryPeek(out _), "the queue and the stack are empty");
    }

    private static void Filter()
    {
        using var exchange = Exchange.Load(WithoutOrders());
        exchange.Refused.Add(6);
        exchange.Work.Push(5);
        exchange.Work.Push(6);
        SendUntil(exchange.Square, () => exchange.Results.TryPeek(out var last) && last.Input == 6, "the program empties the queue");
        Check.That(
            exchange.Results.TryPop(out var second) && exchange.Results.TryPop(out var first) && (first.Square, second.Square) == (25, 0),
            "the program skips the value in the filter");
        Check.That(exchange.Refused.Contains(6) && !exchange.Refused.Contains(5), "this process finds only the added value in the filter");
    }

    private static void Orders()
    {
        using var exchange = Load();
        using var writer = exchange.Orders.OpenWriter();
        Check.That(
            writer.TrySend(new() { Add = 3, Times = 2 }) && writer.TrySend(new() { Add = 4, Times = 1 }),
            "the ring buffer has space for two records");
        SendUntil(exchange.Obey, () => exchange.Bss.Received == 2, "the program receives two records");
        Check.Same(10ul, exchange.Bss.Total, "the sum of the records");
    }

    private static void LoadOrders()
    {
        using var exchange = Exchange.Load(new()
        {
            Maps = { Refused = { AutoCreate = Filters.IsMet() } },
            Programs = { Square = { AutoLoad = Filters.IsMet() } },
        });
    }

    private static void Nested()
    {
        using var slots = Slots.Load(new() { Programs = { SpareTail = { AutoLoad = true } } });
        using var fresh = slots.ByIndex.CreateInner("fresh");
        slots.ByIndex.Set(3, fresh);
        slots.Tails.Set(2, slots.Tail);
        SendUntil(
            slots.Count, () => fresh[0] > 0 && slots.First[0] > 0 && slots.Bss.Value.AfterTail > 0,
            "the program counts in the new inner map and in the inner map of the hash, and calls the other program");
        Check.That(slots.ByKey.TryGet(2, out var inner), "an inner map can be opened");
        using (inner)
        {
            Check.Same(slots.First.Id, inner!.Id, "the id of the inner map");
        }

        Check.That(slots.ByKey.Remove(2) && !slots.ByKey.TryGet(2, out _), "the entry can be removed");
    }

    /// <summary>If the kernel has no batch commands for a map type, the same methods process the entries one by one.</summary>
    private static void Hashes()
    {
        using var tables = Tables.Load();
        var keys = Enumerable.Range(0, 500).Select(i => (uint)i).ToArray();
        tables.Hash.UpdateBatch(keys, keys.Select(key => (ulong)key * 2).ToArray());
        Check.Same(
            500, tables.Hash.ToArray().Count(entry => entry.Value == entry.Key * 2ul), "the number of entries with the expected value");
        Check.Same(300, tables.Hash.RemoveBatch(keys.AsSpan(200)), "the number of removed entries");

        var taken = 0;
        for (var cursor = default(BatchCursor<uint>); !cursor.IsAtEnd;)
        {
            taken += tables.Hash.TakeBatch(ref cursor, new uint[256], new ulong[256]);
        }

        Check.Same((200, 0), (taken, tables.Hash.ToArray().Length), "the numbers of taken and of remaining entries");

        tables.PerCpu.UpdateBatch([3, 4], new uint[2 * PerCpuMap.CpuCount]);
        SendUntil(tables.Count, () => Sum(tables, 3) > 0, "the program counts packets in the per-CPU hash");
        Check.Same(2, tables.PerCpu.RemoveBatch([3, 4]), "the number of removed per-CPU entries");
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
        Check.Same(
            (0ul, 1ul, 500ul, 0ul), (read[0].Packets, read[1].Packets, read[500].Packets, read[501].Packets),
            "elements before, in and after the written range");

        var values = new ulong[PerCpuMap.CpuCount];
        values[0] = 100;
        tables.PerCpuArray.SetValues(5, values);
        SendUntil(tables.Count, () => Sum() > 100, "the program counts packets in the per-CPU array");

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
        SendUntil(tables.Count, () => tables.Shared.AsSpan()[2].Packets > 1000, "the program counts packets in the mapped memory");
        Check.Same(tables.Shared.AsSpan()[2].Packets, tables.Shared[2].Packets, "the value that a system call reads");
    }

    private static void Frozen()
    {
        using var tables = Tables.Load();
        tables.Hash[1] = 2;
        tables.Hash.Freeze();
        Check.Says("frozen", Check.Refused(() => tables.Hash[1] = 3));
        SendUntil(tables.Count, () => tables.Hash[1] > 2, "the program still updates the map");
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
        Check.Same(2ul, opened[1], "the value in the opened map");
        Check.Says("Array", Check.Refused(() => ArrayMap<ulong>.OpenPinned(path).Dispose()));
        opened.Unpin();
    }

    private static Exchange Load() => Exchange.Load(new()
    {
        Maps = { Refused = { AutoCreate = Filters.IsMet() }, Orders = { AutoCreate = UserRings.IsMet() } },
        Programs = { Square = { AutoLoad = Filters.IsMet() }, PassOn = { AutoLoad = true }, Obey = { AutoLoad = UserRings.IsMet() } },
    });

    private static Exchange.LoadOptions WithoutOrders() =>
        new() { Maps = { Orders = { AutoCreate = false } }, Programs = { Obey = { AutoLoad = false } } };

    private static void SendUntil(SocketFilterProgram program, Func<bool> condition, string what)
    {
        using var socket = PacketSocket.Open("lo");
        using var link = program.Attach(socket);
        Check.Soon(
            () =>
            {
                Trigger.Send();
                return condition();
            },
            what);
    }
}
