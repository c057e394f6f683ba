using System;
using BpfGen.Loading;
using Xunit;

namespace BpfGen.Runtime.Tests;

/// <summary>A load keeps unpacked data outside the managed heap.</summary>
public sealed class LoadMemoryTests
{
    [Fact]
    public void Numbers_do_not_overlap_within_a_block_and_across_blocks()
    {
        using var memory = new LoadMemory();
        var first = memory.Allocate<byte>(3);
        var second = memory.Allocate<ulong>(2);
        var large = memory.Allocate<uint>(5000);
        first.Fill(1);
        second.Fill(2);
        large.Fill(3);

        Assert.Equal([1, 1, 1], first.ToArray());
        Assert.Equal([2ul, 2ul], second.ToArray());
        Assert.False(large.ContainsAnyExcept(3u));
    }

    [Fact]
    public void Without_the_memory_of_a_load_the_numbers_are_in_an_array() =>
        Assert.Equal(7, LoadMemory.Allocate<int>(memory: null, 7).Length);

    [Fact]
    public void A_negative_count_is_an_error()
    {
        using var memory = new LoadMemory();

        Assert.Throws<ArgumentOutOfRangeException>(() => memory.Allocate<ulong>(-1).Length);
    }

    [Fact]
    public void A_list_uses_the_same_memory_for_the_next_program()
    {
        using var memory = new LoadMemory();
        var list = default(LoadList<int>);
        list.Reset(memory, 4);
        list.Add([1, 2, 3]);
        list.Reset(memory, 2);
        list.Add([4]);

        Assert.Equal([4], list.Items.ToArray());
        Assert.Equal(3, list.Add(3).Length);
    }

    [Fact]
    public void A_list_rejects_numbers_for_which_it_has_no_room()
    {
        using var memory = new LoadMemory();
        var list = default(LoadList<int>);
        list.Reset(memory, 2);
        list.Add([1, 2]);

        Assert.Throws<ArgumentOutOfRangeException>(() => list.Add([3]).Length);
    }
}
