using System;
using System.Collections.Generic;
using System.Linq;
using BpfGen.Runtime.Tests.Support;
using Xunit;

namespace BpfGen.Runtime.Tests.MapKinds;

/// <summary>Code that does not know the kind of a map reads its entries in batches.</summary>
[Collection(KernelTests.Name)]
public sealed class EntryBatchTests
{
    private static readonly int Cpus = PerCpuMap.CpuCount;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_entries_of_a_hash_map_have_one_value(bool oneByOne)
    {
        using var map = NewMap.Create<HashMap<uint, ulong>>(MapType.Hash);
        map.IsOneByOne = oneByOne;
        (map[7], map[8]) = (70, 80);

        Assert.Equal([(7u, 70ul), (8, 80)], ReadAll(map, 64));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_keys_of_an_array_are_its_indexes(bool oneByOne)
    {
        using var map = NewMap.Create<ArrayMap<ulong>>(MapType.Array, maxEntries: 5);
        map.IsOneByOne = oneByOne;
        map.Write(0, [10, 11, 12, 13, 14]);

        Assert.Equal([(0u, 10ul), (1, 11), (2, 12), (3, 13), (4, 14)], ReadAll(map, 2));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_entries_of_a_per_CPU_hash_map_have_a_value_for_each_CPU(bool oneByOne)
    {
        using var map = NewMap.Create<PerCpuHashMap<uint, ulong>>(MapType.PerCpuHash);
        map.IsOneByOne = oneByOne;
        var values = Enumerable.Range(1, Cpus).Select(value => (ulong)value).ToArray();
        map.Update(7, values);

        Assert.Equal(values.Select(value => (7u, value)), ReadAll(map, 64));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_elements_of_a_per_CPU_array_have_a_value_for_each_CPU(bool oneByOne)
    {
        using var map = NewMap.Create<PerCpuArrayMap<uint>>(MapType.PerCpuArray, valueSize: 4, maxEntries: 3);
        map.IsOneByOne = oneByOne;
        for (var i = 0u; i < 3; i++)
        {
            map.SetValues(i, ValuesOf(i));
        }

        Assert.Equal(
            Enumerable.Range(0, 3).SelectMany(index => ValuesOf((uint)index).Select(value => ((uint)index, value))), ReadAll(map, 2));

        static uint[] ValuesOf(uint index) => [.. Enumerable.Range(1, Cpus).Select(cpu => (index * 100) + (uint)cpu)];
    }

    [Fact]
    public void The_number_of_values_must_fit_the_number_of_keys()
    {
        using var array = NewMap.Create<ArrayMap<ulong>>(MapType.Array);
        using var perCpu = NewMap.Create<PerCpuArrayMap<ulong>>(MapType.PerCpuArray);

        Assert.Throws<ArgumentException>(() => ReadBatch(array, 2, 3));
        Assert.Throws<ArgumentException>(() => ReadBatch(perCpu, 2, (2 * Cpus) - 1));
    }

    private static int ReadBatch(IEntryBatches<uint, ulong> map, int keys, int values)
    {
        var cursor = default(BatchCursor<uint>);
        return map.ReadBatch(ref cursor, new uint[keys], new ulong[values]);
    }

    /// <summary>Returns each value with its key, in the order of the keys.</summary>
    private static List<(uint Key, TValue Value)> ReadAll<TValue>(IEntryBatches<uint, TValue> map, int batch)
        where TValue : unmanaged
    {
        var entries = new List<(uint Key, TValue Value)>();
        var keys = new uint[batch];
        var values = new TValue[batch * map.ValuesPerEntry];
        for (var cursor = default(BatchCursor<uint>); !cursor.IsAtEnd;)
        {
            var count = map.ReadBatch(ref cursor, keys, values) * map.ValuesPerEntry;
            entries.AddRange(values.Take(count).Select((value, index) => (keys[index / map.ValuesPerEntry], value)));
        }

        return [.. entries.OrderBy(entry => entry.Key)];
    }
}
