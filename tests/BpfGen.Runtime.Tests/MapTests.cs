using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using BpfGen.Loading;
using BpfGen.Runtime.Tests.MapKinds;
using BpfGen.Runtime.Tests.Support;
using Xunit;

namespace BpfGen.Runtime.Tests;

/// <summary>Operations on hash maps and arrays.</summary>
[Collection(KernelTests.Name)]
public sealed class MapTests
{
    [Fact]
    public void An_entry_that_was_written_is_read_back()
    {
        using var map = Hash();

        map[7] = 42;

        Assert.Equal(42ul, map[7]);
    }

    [Fact]
    public void A_missing_entry_is_not_found()
    {
        using var map = Hash();

        Assert.False(map.TryGetValue(7, out var value));
        Assert.Equal(0ul, value);
        Assert.False(map.ContainsKey(7));
        Assert.Throws<KeyNotFoundException>(() => map[7]);
    }

    [Fact]
    public void TryAdd_does_not_replace_an_entry()
    {
        using var map = Hash();

        Assert.True(map.TryAdd(7, 1));
        Assert.False(map.TryAdd(7, 2));
        Assert.Equal(1ul, map[7]);
    }

    [Fact]
    public void Update_with_Exist_does_not_add_an_entry()
    {
        using var map = Hash();

        Assert.False(map.Update(7, 1, UpdateMode.Exist));
        Assert.False(map.ContainsKey(7));
    }

    [Fact]
    public void Remove_returns_false_for_a_missing_entry()
    {
        using var map = Hash();
        map[7] = 1;

        Assert.True(map.Remove(7));
        Assert.False(map.Remove(7));
    }

    [Fact]
    public void Adding_a_key_to_a_full_map_throws()
    {
        using var map = Hash(maxEntries: 2);
        map[1] = 1;
        map[2] = 2;

        var exception = Assert.Throws<BpfException>(() => map[3] = 3);

        Assert.Equal(("BPF_MAP_UPDATE_ELEM", "E2BIG"), (exception.Command, exception.ErrnoName));
        Assert.Contains("The map is full: it holds at most 2 entries.", exception.Message);
    }

    [Fact]
    public void Enumeration_returns_every_entry()
    {
        using var map = Hash();
        for (var i = 0u; i < 50; i++)
        {
            map[i] = i * 2;
        }

        Assert.Equal(
            Enumerable.Range(0, 50).Select(i => ((uint)i, (ulong)i * 2)),
            map.Select(entry => (entry.Key, entry.Value)).OrderBy(entry => entry.Key));
    }

    [Fact]
    public void Entries_can_be_removed_while_they_are_enumerated()
    {
        using var map = Hash();
        for (var i = 0u; i < 50; i++)
        {
            map[i] = i;
        }

        var seen = new HashSet<uint>();
        foreach (var (key, _) in map)
        {
            seen.Add(key);
            map.Remove(key);
        }

        Assert.Equal(50, seen.Count);
        Assert.Empty(map);
    }

    [Fact]
    public async Task Enumeration_returns_each_unchanged_entry_once_while_others_are_added_and_removed()
    {
        const uint FirstLastingKey = 1_000_000;
        using var map = Hash(maxEntries: 1_024);
        for (var i = 0u; i < 500; i++)
        {
            map[FirstLastingKey + i] = FirstLastingKey + i;
        }

        var stop = false;
        var others = Task.Run(
            () =>
            {
                for (var i = 0u; !Volatile.Read(ref stop); i = (i + 1) % 200)
                {
                    map[i] = i;
                    map.Remove((i + 100) % 200);
                }
            },
            TestContext.Current.CancellationToken);

        for (var round = 0; round < 50; round++)
        {
            var entries = map.ToList();
            Assert.All(entries, entry => Assert.Equal(entry.Key, entry.Value));
            var lastingKeys = entries.Select(entry => (int)entry.Key).Where(key => key >= FirstLastingKey);
            Assert.Equal(Enumerable.Range((int)FirstLastingKey, 500), lastingKeys.Order());
        }

        Volatile.Write(ref stop, true);
        await others;
    }

    [Fact]
    public void Nested_enumerations_do_not_disturb_each_other()
    {
        using var map = Hash(maxEntries: 1_024);
        for (var i = 0u; i < 600; i++)
        {
            map[i] = i;
        }

        var pairs = 0;
        foreach (var (outer, _) in map)
        {
            if (outer % 100 == 0)
            {
                pairs += map.Count();
            }
        }

        Assert.Equal(6 * 600, pairs);
    }

    [Fact]
    public async Task Lookups_in_a_disposed_map_never_reach_another_map()
    {
        // The kernel gives the number of a closed descriptor to the next file that is opened, which here is another map. A lookup by a
        // stale number would reach that map.
        for (var round = 0; round < 300; round++)
        {
            var map = Hash();
            map[1] = 1;
            var lookers = Enumerable.Range(0, 3)
                .Select(_ => Task.Run(() => LookUntilDisposed(map), TestContext.Current.CancellationToken))
                .ToArray();
            Thread.SpinWait(2_000);

            map.Dispose();
            using var other = Hash();
            other[1] = 2;

            await Task.WhenAll(lookers);
        }

        static void LookUntilDisposed(HashMap<uint, ulong> map)
        {
            try
            {
                while (true)
                {
                    Assert.Equal(1ul, map[1]);
                }
            }
            catch (ObjectDisposedException)
            {
                // The lookup ends with this exception once the map is disposed.
            }
        }
    }

    [Fact]
    public async Task Threads_that_use_a_map_do_not_block_garbage_collections()
    {
        using var map = Hash();
        map[1] = 1;
        var stop = false;
        var lookers = Enumerable.Range(0, 3).Select(_ => Task.Run(LookUntilStopped, TestContext.Current.CancellationToken)).ToArray();

        var before = GC.CollectionCount(0);
        for (var round = 0; round < 50; round++)
        {
            GC.Collect();
        }

        Assert.InRange(GC.CollectionCount(0) - before, 50, int.MaxValue);
        Volatile.Write(ref stop, true);
        await Task.WhenAll(lookers);

        void LookUntilStopped()
        {
            while (!Volatile.Read(ref stop))
            {
                Assert.Equal(1ul, map[1]);
                map[1] = 1;
            }
        }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(4, 1020)]
    [InlineData(4, 1021)]
    [InlineData(500, 100_000)]
    public void Keys_and_values_of_any_size_are_written_read_and_removed(int keySize, int valueSize)
    {
        using var map = NewMap.Create<HashMap>(MapType.Hash, (uint)keySize, (uint)valueSize, maxEntries: 1);
        var (key, other) = (Filled(keySize, 1), Filled(keySize, 2));
        var (value, read) = (Filled(valueSize, 3), Filled(valueSize, 4));

        Assert.True(map.Update(key, value));
        Assert.Equal("E2BIG", Assert.Throws<BpfException>(() => map.Update(other, value)).ErrnoName);
        Assert.False(map.TryGetValue(other, Filled(valueSize, 4)));
        Assert.True(map.TryGetValue(key, read));
        Assert.Equal(value, read);
        Assert.True(map.Remove(key));
        Assert.False(map.Remove(key));

        static byte[] Filled(int size, byte with) => [.. Enumerable.Repeat(with, size)];
    }

    [Fact]
    public void Keys_and_values_of_another_size_are_rejected_before_the_system_call()
    {
        Kernel.Required();
        using var loader = new ObjectLoader("test", BitConverter.IsLittleEndian, "");
        var map = loader.CreateMap<HashMap>(new("bytes", MapType.Hash, keySize: 12, valueSize: 24, maxEntries: 4));

        Assert.StartsWith(
            "The key of map \'bytes\' has ", Assert.Throws<ArgumentException>(() => map.TryGetValue(new byte[11], new byte[24])).Message);
        Assert.StartsWith(
            "The value of map \'bytes\' has ", Assert.Throws<ArgumentException>(() => map.TryGetValue(new byte[12], new byte[25])).Message);
        Assert.StartsWith(
            "The value of map \'bytes\' has ", Assert.Throws<ArgumentException>(() => map.Update(new byte[12], new byte[23])).Message);
        Assert.StartsWith("The key of map \'bytes\' has ", Assert.Throws<ArgumentException>(() => map.Remove(new byte[13])).Message);
        Assert.Equal(
            "The key of map \'bytes\' has 12 bytes, but the argument has 8.",
            Assert.Throws<ArgumentException>(() => map.TryGetNextKey([], new byte[8])).Message);
    }

    [Fact]
    public void Entries_of_an_untyped_map_are_written_read_enumerated_and_removed()
    {
        Kernel.Required();
        using var loader = new ObjectLoader("test", BitConverter.IsLittleEndian, "");
        var map = loader.CreateMap<HashMap>(new("bytes", MapType.Hash, keySize: 3, valueSize: 5, maxEntries: 4));
        var value = new byte[5];
        var key = new byte[3];

        map.Update("abc"u8, "value"u8);

        Assert.True(map.TryGetValue("abc"u8, value));
        Assert.Equal("value"u8.ToArray(), value);
        Assert.True(map.TryGetNextKey([], key));
        Assert.Equal("abc"u8.ToArray(), key);
        Assert.False(map.TryGetNextKey(key, key));
        Assert.True(map.Remove("abc"u8));
    }

    [Fact]
    public void As_rejects_a_C_sharp_type_whose_size_differs_from_the_key_or_value_size()
    {
        Kernel.Required();
        using var loader = new ObjectLoader("test", BitConverter.IsLittleEndian, "");
        var map = loader.CreateMap<HashMap>(new("bytes", MapType.Hash, keySize: 12, valueSize: 24, maxEntries: 4));

        var exception = Assert.Throws<InvalidOperationException>(() => map.As<ulong, ulong>());

        Assert.Equal("UInt64 has 8 bytes, but the keys of map 'bytes' have 12.", exception.Message);
    }

    [Fact]
    public void Array_elements_are_zero_until_they_are_written()
    {
        using var map = NewMap.Create<ArrayMap<ulong>>(MapType.Array, maxEntries: 3);

        map[1] = 5;

        Assert.Equal([0ul, 5ul, 0ul], map);
    }

    [Fact]
    public void An_array_index_out_of_range_throws()
    {
        using var map = NewMap.Create<ArrayMap<ulong>>(MapType.Array, maxEntries: 3);

        Assert.Throws<ArgumentOutOfRangeException>(() => map[3]);
        Assert.Throws<ArgumentOutOfRangeException>(() => map[3] = 1);
    }

    [Fact]
    public void A_per_CPU_array_has_a_value_for_each_CPU()
    {
        using var map = NewMap.Create<PerCpuArrayMap<ulong>>(MapType.PerCpuArray, maxEntries: 3);
        var written = Enumerable.Range(10, PerCpuMap.CpuCount).Select(i => (ulong)i).ToArray();
        var read = new ulong[PerCpuMap.CpuCount];

        map.SetValues(2, written);
        map.GetValues(2, read);

        Assert.Equal(written, read);
    }

    [Fact]
    public void Per_CPU_values_smaller_than_8_bytes_keep_their_order()
    {
        using var map = NewMap.Create<PerCpuHashMap<uint, uint>>(MapType.PerCpuHash, valueSize: 4);
        var written = Enumerable.Range(10, PerCpuMap.CpuCount).Select(i => (uint)i).ToArray();
        var read = new uint[PerCpuMap.CpuCount];

        map.Update(1, written);

        Assert.True(map.TryGetValues(1, read));
        Assert.Equal(written, read);
    }

    [Fact]
    public void A_per_CPU_array_rejects_a_span_with_more_values_than_CPUs()
    {
        using var map = NewMap.Create<PerCpuArrayMap<ulong>>(MapType.PerCpuArray);

        Assert.Throws<ArgumentException>(() => map.GetValues(0, new ulong[PerCpuMap.CpuCount + 1]));
    }

    [Fact]
    public void A_full_LRU_map_drops_old_entries()
    {
        using var map = NewMap.Create<LruHashMap<uint, ulong>>(MapType.LruHash, maxEntries: 8);

        for (var i = 0u; i < 1000; i++)
        {
            map[i] = i;
        }

        Assert.True(map.ContainsKey(999));
        Assert.InRange(map.Count(), 1, 1000 - 1);
    }

    [Fact]
    public void Lookups_and_updates_do_not_allocate()
    {
        using var map = Hash();
        Use();
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var i = 0; i < 100; i++)
        {
            Use();
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        void Use()
        {
            map[1] = 2;
            map.TryGetValue(1, out _);
            map.TryAdd(1, 3);
            map.TryGetValue(2, out _);
            map.Remove(2);
            foreach (var (key, _) in map)
            {
                map.Remove(key);
            }
        }
    }

    [Fact]
    public void Using_a_disposed_map_throws()
    {
        var map = Hash();

        map.Dispose();
        map.Dispose();

        Assert.Throws<ObjectDisposedException>(() => map[1] = 1);
        Assert.Throws<ObjectDisposedException>(() => map.Id);
    }

    [Fact]
    public void Disposing_a_map_from_many_threads_closes_its_descriptor_once()
    {
        var map = Hash();
        var before = KernelObjects.OpenFilesAtRest();

        Parallel.For(0, 16, _ => map.Dispose());

        Assert.Equal(before - 1, KernelObjects.OpenFiles());
    }

    private static HashMap<uint, ulong> Hash(uint maxEntries = 64) =>
        NewMap.Create<HashMap<uint, ulong>>(MapType.Hash, maxEntries: maxEntries);
}
