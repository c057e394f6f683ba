using System;
using System.Linq;
using BpfGen.Runtime.Tests.Support;
using Xunit;

namespace BpfGen.Runtime.Tests.MapKinds;

/// <summary>Reading several elements of per-CPU arrays at once, and reads that return a new array.</summary>
[Collection(KernelTests.Name)]
public sealed class PerCpuArrayTests
{
    private const uint Length = 200;
    private static readonly int Cpus = PerCpuMap.CpuCount;

    [Fact]
    public void The_elements_of_a_per_CPU_array_are_enumerated_in_order()
    {
        Kernel.Required();
        using var map = Filled(number => (ulong)number);

        Assert.Equal(
            Enumerable.Range(0, (int)Length).Select(i => string.Join(',', Numbers(i))),
            map.Select(values => string.Join(',', values)));
        Assert.Equal(Numbers(7), map[7].Select(value => (int)value));
    }

    [Theory]
    [InlineData(0, Length)]
    [InlineData(3, 150)]
    [InlineData(Length - 1, 1)]
    [InlineData(Length, 0)]
    public void Read_returns_a_range_of_a_per_CPU_array_as_a_new_array(uint start, uint count)
    {
        Kernel.Required();
        using var dense = Filled(number => (ulong)number);
        using var padded = Filled(number => (uint)number);
        var wide = new ulong[count * Cpus];
        var narrow = new uint[count * Cpus];
        dense.Read(start, wide);
        padded.Read(start, narrow);

        var expected = Enumerable.Range((int)start, (int)count).SelectMany(Numbers).ToArray();
        Assert.Equal(expected, wide.Select(value => (int)value));
        Assert.Equal(expected, narrow.Select(value => (int)value));
    }

    [Fact]
    public void Invalid_indexes_and_ranges_throw_ArgumentException()
    {
        Kernel.Required();
        using var map = PerCpuArrayMap<ulong>.Create(2);

        Assert.Throws<ArgumentOutOfRangeException>(() => map[2]);
        Assert.Throws<ArgumentOutOfRangeException>(() => map.Read(1, new ulong[2 * Cpus]));
        if (Cpus > 1)
        {
            Assert.Contains("not a multiple", Assert.Throws<ArgumentException>(() => map.Read(0, new ulong[Cpus + 1])).Message);
        }
    }

    [Fact]
    public void An_untyped_array_and_a_hash_return_the_values_of_all_CPUs()
    {
        Kernel.Required();
        using var array = PerCpuArrayMap.Create(valueSize: 4, length: 2);
        using var hash = PerCpuHashMap<uint, uint>.Create(2);
        array.As<uint>().SetValues(1, [.. Enumerable.Repeat(5u, Cpus)]);
        hash.Update(1, [.. Enumerable.Repeat(6u, Cpus)]);
        var bytes = new byte[array.EntrySize];
        array.GetValues(1, bytes);

        Assert.Equal(2u, array.Length);
        Assert.Equal(5, bytes[^8]);
        Assert.True(hash.TryGetValues(1, out var values));
        Assert.Equal(Enumerable.Repeat(6u, Cpus), values);
        Assert.False(hash.TryGetValues(2, out values));
        Assert.Null(values);
    }

    private static PerCpuArrayMap<T> Filled<T>(Func<int, T> convert)
        where T : unmanaged
    {
        var map = PerCpuArrayMap<T>.Create(Length);
        for (var i = 0; i < Length; i++)
        {
            map.SetValues((uint)i, Numbers(i).Select(convert).ToArray());
        }

        return map;
    }

    /// <summary>The values of an element: a different number for each CPU.</summary>
    private static int[] Numbers(int index) => [.. Enumerable.Range(0, Cpus).Select(cpu => (index * 1000) + cpu)];
}
