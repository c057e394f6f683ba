using BpfGen.Runtime.Tests.Support;
using Xunit;

namespace BpfGen.Runtime.Tests.MapKinds;

/// <summary>Program arrays and maps of maps whose entries user space sets.</summary>
[Collection(KernelTests.Name)]
public sealed class NestedMapTests
{
    [Fact]
    public void A_program_uses_an_inner_map_that_CreateInner_created()
    {
        Kernel.Required();
        using var slots = Load();
        using var fresh = slots.ByIndex.CreateInner("fresh");

        slots.ByIndex.Set(3, fresh);
        Packets.SendUntil(slots.Count, () => fresh[0] > 0, "the program to count packets in the inner map");

        Assert.Equal(("fresh", MapType.Array, 8), (fresh.GetInfo().Name, fresh.Type, fresh.ValueSize));
        Assert.Equal(0ul, slots.Second[0]);
    }

    [Fact]
    public void TryGet_opens_an_inner_map_independently_of_the_outer_map()
    {
        Kernel.Required();
        using var slots = Load();
        slots.First[0] = 42;

        Assert.True(slots.ByKey.TryGet(2, out var inner));
        using (inner)
        {
            Assert.Equal(slots.First.Id, inner.Id);
            Assert.Equal(42ul, inner[0]);
        }

        Assert.Equal(42ul, slots.First[0]);
        Assert.False(slots.ByKey.TryGet(1, out _));
        Assert.False(slots.ByIndex.TryGet(1, out _));
    }

    [Fact]
    public void Inner_maps_are_added_enumerated_and_removed()
    {
        Kernel.Required();
        using var slots = Load();

        Assert.True(slots.ByKey.Set(9, slots.Second, UpdateMode.NoExist));
        Assert.False(slots.ByKey.Set(9, slots.Second, UpdateMode.NoExist));
        var keys = new System.Collections.Generic.SortedSet<uint>();
        foreach (var key in slots.ByKey)
        {
            keys.Add(key);
        }

        Assert.Equal([2u, 9u], keys);
        Assert.True(slots.ByKey.Remove(9));
        Assert.False(slots.ByKey.Remove(9));
        Assert.True(slots.ByIndex.Remove(0));
        Assert.False(slots.ByIndex.Remove(0));
    }

    [Fact]
    public void Setting_an_inner_map_of_another_size_or_an_index_out_of_range_throws()
    {
        Kernel.Required();
        using var slots = Load();
        using var larger = slots.ByIndex.CreateInner(maxEntries: 2);

        Assert.Equal("EINVAL", Assert.Throws<BpfException>(() => slots.ByIndex.Set(1, larger)).ErrnoName);
        var exception = Assert.Throws<BpfException>(() => slots.ByIndex.Set(4, slots.First));
        Assert.Equal("E2BIG", exception.ErrnoName);
        Assert.Contains("The index is out of range: the map has 4 entries.", exception.Message);
    }

    [Fact]
    public void CreateInner_throws_for_an_outer_map_that_was_opened_by_id()
    {
        Kernel.Required();
        using var slots = Load();
        using var opened = ArrayOfMaps<ArrayMap<ulong>>.OpenById(slots.ByIndex.Id);

        Assert.True(opened.TryGet(3, out var inner));
        inner.Dispose();
        Assert.Throws<System.InvalidOperationException>(() => opened.CreateInner());
    }

    [Fact]
    public void A_tail_call_runs_the_program_that_user_space_put_into_the_array()
    {
        Kernel.Required();
        using var slots = Load();
        Assert.True(slots.Tails.Clear(1));
        Assert.False(slots.Tails.Clear(1));
        Assert.True(slots.Tails.Clear(2));
        Assert.False(slots.Tails.TryGetId(2, out _));

        slots.Tails.Set(2, slots.Tail);

        Assert.True(slots.Tails.TryGetId(2, out var id));
        Assert.Equal(slots.Tail.Id, id);
        Packets.SendUntil(slots.Count, () => slots.Bss.Value.AfterTail > 0, "the tail call");
    }

    [Fact]
    public void Setting_a_program_array_entry_to_a_program_that_is_not_loaded_throws()
    {
        Kernel.Required();
        using var slots = Load();
        using var exchange = Exchange.Load(new() { Programs = { Route = { AutoLoad = false } } });

        Assert.Throws<System.InvalidOperationException>(() => slots.Tails.Set(0, exchange.Route));
    }

    private static Slots Load() => Slots.Load(new() { Programs = { SpareTail = { AutoLoad = true } } });
}
