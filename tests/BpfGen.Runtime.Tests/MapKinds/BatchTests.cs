using System;
using System.Collections.Generic;
using System.Linq;
using BpfGen.Runtime.Tests.Support;
using Xunit;

namespace BpfGen.Runtime.Tests.MapKinds;

/// <summary>Batch operations on maps, and memory-mapped arrays.</summary>
[Collection(KernelTests.Name)]
public sealed class BatchTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Batch_operations_write_read_and_remove_entries(bool oneByOne)
    {
        using var map = NewMap.Create<HashMap<uint, ulong>>(MapType.Hash, maxEntries: 1024);
        map.IsOneByOne = oneByOne;
        var keys = Enumerable.Range(0, 1000).Select(i => (uint)i).ToArray();

        map.UpdateBatch(keys, keys.Select(key => (ulong)key * 2).ToArray());

        Assert.Equal(keys.Select(key => KeyValuePair.Create(key, (ulong)key * 2)), ReadAll(map).OrderBy(entry => entry.Key));
        Assert.Equal(500, map.RemoveBatch(keys.AsSpan(0, 500)));
        Assert.Equal(500, map.RemoveBatch(keys));
        Assert.Empty(ReadAll(map));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void TakeBatch_returns_each_entry_once(bool oneByOne)
    {
        using var map = NewMap.Create<LruHashMap<uint, ulong>>(MapType.LruHash, maxEntries: 1024);
        map.IsOneByOne = oneByOne;
        var keys = Enumerable.Range(0, 100).Select(i => (uint)i).ToArray();
        map.UpdateBatch(keys, keys.Select(key => (ulong)key).ToArray());

        var taken = new List<uint>();
        var buffer = new uint[32];
        var values = new ulong[32];
        for (var cursor = default(BatchCursor<uint>); !cursor.IsAtEnd;)
        {
            taken.AddRange(buffer.Take(map.TakeBatch(ref cursor, buffer, values)));
        }

        Assert.Equal(keys, taken.Order());
        Assert.Empty(map);
    }

    [Fact]
    public void TryTake_removes_the_entry_that_it_returns()
    {
        using var map = NewMap.Create<HashMap<uint, ulong>>(MapType.Hash);
        map[1] = 2;

        Assert.True(map.TryTake(1, out var value));
        Assert.Equal(2ul, value);
        Assert.False(map.TryTake(1, out _));
    }

    [Fact]
    public void ToArray_reads_all_entries_of_an_LPM_trie()
    {
        using var map = NewMap.Create<LpmTrie<ulong, ulong>>(MapType.LpmTrie, keySize: 8, flags: 1);
        map.UpdateBatch([LpmKey.Of<ulong>(8, [10]), LpmKey.Of<ulong>(16, [10, 1])], [8, 16]);

        Assert.Equal([8ul, 16ul], map.ToArray().Select(entry => entry.Value).Order());
    }

    [Fact]
    public void UpdateBatch_on_a_full_map_reports_how_many_entries_it_wrote()
    {
        using var map = NewMap.Create<HashMap<uint, ulong>>(MapType.Hash, maxEntries: 2);

        var exception = Assert.Throws<BpfException>(() => map.UpdateBatch([1, 2, 3], [1, 2, 3]));

        Assert.Equal(("BPF_MAP_UPDATE_BATCH", "E2BIG"), (exception.Command, exception.ErrnoName));
        Assert.Contains("2 of 3 entries were written. The map is full: it holds at most 2 entries.", exception.Message);
    }

    [Fact]
    public void ReadBatch_continues_with_a_larger_buffer_after_ENOSPC()
    {
        using var map = NewMap.Create<HashMap<uint, ulong>>(MapType.Hash, maxEntries: 1024);
        var keys = Enumerable.Range(0, 1000).Select(i => (uint)i).ToArray();
        map.UpdateBatch(keys, new ulong[keys.Length]);
        var cursor = default(BatchCursor<uint>);
        var seen = new HashSet<uint>();
        var room = 1;
        var growths = 0;
        while (!cursor.IsAtEnd)
        {
            try
            {
                var buffer = new uint[room];
                seen.UnionWith(buffer.Take(map.ReadBatch(ref cursor, buffer, new ulong[room])).ToArray());
            }
            catch (BpfException exception) when (exception.ErrnoName == "ENOSPC")
            {
                Assert.Contains("continue with the same cursor", exception.Message);
                room *= 2;
                growths++;
            }
        }

        Assert.Equal(1000, seen.Count);
        Assert.NotEqual(0, growths);
        Assert.Equal(1000, map.ToArray().Length);
    }

    [Fact]
    public void UpdateBatch_rejects_key_and_value_spans_of_different_lengths()
    {
        using var map = NewMap.Create<HashMap<uint, ulong>>(MapType.Hash);
        using var perCpu = NewMap.Create<PerCpuHashMap<uint, ulong>>(MapType.PerCpuHash);

        Assert.Throws<ArgumentException>(() => map.UpdateBatch([1, 2], [1]));
        Assert.Throws<ArgumentException>(() => perCpu.UpdateBatch([1], new ulong[PerCpuMap.CpuCount + 1]));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Batches_of_per_CPU_values_keep_the_order_of_the_CPUs(bool oneByOne)
    {
        using var map = NewMap.Create<PerCpuHashMap<uint, uint>>(MapType.PerCpuHash, valueSize: 4);
        map.IsOneByOne = oneByOne;
        var written = Enumerable.Range(100, 3 * PerCpuMap.CpuCount).Select(i => (uint)i).ToArray();
        map.UpdateBatch([0, 1, 2], written);

        var cursor = default(BatchCursor<uint>);
        var keys = new uint[64];
        var values = new uint[64 * PerCpuMap.CpuCount];
        var count = map.ReadBatch(ref cursor, keys, values);

        Assert.Equal((3, true), (count, cursor.IsAtEnd));
        for (var i = 0; i < count; i++)
        {
            Assert.Equal(
                written.Skip((int)keys[i] * PerCpuMap.CpuCount).Take(PerCpuMap.CpuCount),
                values.Skip(i * PerCpuMap.CpuCount).Take(PerCpuMap.CpuCount));
        }

        Assert.Equal(3, map.RemoveBatch([0, 1, 2]));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Write_and_Read_of_an_array_transfer_a_range_of_elements(bool oneByOne)
    {
        using var map = NewMap.Create<ArrayMap<ulong>>(MapType.Array, maxEntries: 600);
        map.IsOneByOne = oneByOne;
        var written = Enumerable.Range(1, 500).Select(i => (ulong)i).ToArray();

        map.Write(50, written);

        var read = new ulong[502];
        map.Read(49, read);
        Assert.Equal([0, .. written, 0], read);
        Assert.Throws<ArgumentOutOfRangeException>(() => map.Read(599, new ulong[2]));
        Assert.Throws<ArgumentOutOfRangeException>(() => map.Write(601, []));
    }

    [Fact]
    public void Batch_operations_do_not_allocate()
    {
        using var map = NewMap.Create<HashMap<uint, ulong>>(MapType.Hash, maxEntries: 1024);
        using var array = NewMap.Create<ArrayMap<ulong>>(MapType.Array);
        var keys = Enumerable.Range(0, 100).Select(i => (uint)i).ToArray();
        var values = new ulong[100];
        Use();
        var before = GC.GetAllocatedBytesForCurrentThread();

        Use();

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        void Use()
        {
            map.UpdateBatch(keys, values);
            var cursor = default(BatchCursor<uint>);
            map.ReadBatch(ref cursor, keys, values);
            map.RemoveBatch(keys);
            array.Write(0, values.AsSpan(0, 64));
            array.Read(0, values.AsSpan(0, 64));
        }
    }

    [Fact]
    public void A_program_and_user_space_share_a_memory_mapped_array()
    {
        Kernel.Required();
        using var tables = Tables.Load();
        tables.Hash.UpdateBatch([1, 2], [100, 200]);
        tables.PerCpu.UpdateBatch([3], new uint[PerCpuMap.CpuCount]);
        var cells = tables.Shared.AsSpan();
        cells[2].Packets = 1000;
        ref var narrow = ref tables.Narrow.At(2);

        Packets.SendUntil(tables.Count, () => tables.Shared.AsSpan()[2].Packets > 1002, "packets to be counted");

        Assert.Equal(600, cells.Length);
        Assert.True(cells[0].Packets > 2 && cells[0].Bytes >= cells[0].Packets);
        Assert.Equal(cells[0].Packets, narrow);
        Assert.Equal((100 + narrow, 200 + narrow), (tables.Hash[1], tables.Hash[2]));
        var perCpu = new uint[PerCpuMap.CpuCount];
        tables.PerCpu.TryGetValues(3, perCpu);
        Assert.Equal(narrow, (uint)perCpu.Sum(value => value));
    }

    [Fact]
    public void The_error_for_an_array_that_cannot_be_memory_mapped_has_the_reason()
    {
        using var map = NewMap.Create<ArrayMap<ulong>>(MapType.Array);
        using var narrow = NewMap.Create<ArrayMap<uint>>(MapType.Array, valueSize: 4, flags: 1024);
        using var frozen = NewMap.Create<ArrayMap<ulong>>(MapType.Array, flags: 1024);
        frozen.Freeze();

        Assert.Contains("BPF_F_MMAPABLE", Assert.Throws<InvalidOperationException>(() => map.At(0)).Message);
        Assert.Contains("are 8 bytes apart", Assert.Throws<InvalidOperationException>(() => narrow.AsSpan()).Message);
        Assert.Contains("The map is frozen: read it by index.", Assert.Throws<BpfException>(() => frozen.At(0)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => narrow.At(64));
    }

    private static List<KeyValuePair<uint, ulong>> ReadAll(HashMap<uint, ulong> map)
    {
        var entries = new List<KeyValuePair<uint, ulong>>();
        var keys = new uint[300];
        var values = new ulong[300];
        for (var cursor = default(BatchCursor<uint>); !cursor.IsAtEnd;)
        {
            var count = map.ReadBatch(ref cursor, keys, values);
            entries.AddRange(keys.Zip(values, KeyValuePair.Create).Take(count));
        }

        return entries;
    }
}
