using BpfGen.Runtime.Tests.Support;
using Xunit;

namespace BpfGen.Runtime.Tests.MapKinds;

/// <summary>Program arrays and maps of maps that user space fills.</summary>
[Collection(KernelTests.Name)]
public sealed class NestedMapTests
{
    [Fact]
    public void A_program_counts_into_an_inner_map_that_was_made_for_it()
    {
        Kernel.Required();
        using var slots = Load();
        using var fresh = slots.ByIndex.CreateInner("fresh");

        slots.ByIndex.Set(3, fresh);
        Packets.Until(slots.Count, () => fresh[0] > 0, "packets to be counted in it");

        Assert.Equal(("fresh", MapType.Array, 8), (fresh.GetInfo().Name, fresh.Type, fresh.ValueSize));
        Assert.Equal(0ul, slots.Second[0]);
    }

    [Fact]
    public void An_inner_map_is_opened_as_a_handle_of_its_own()
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
    public void Inner_maps_come_and_go()
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
    public void An_inner_map_of_another_shape_is_refused()
    {
        Kernel.Required();
        using var slots = Load();
        using var larger = slots.ByIndex.CreateInner(maxEntries: 2);

        Assert.Equal("EINVAL", Assert.Throws<BpfException>(() => slots.ByIndex.Set(1, larger)).ErrnoName);
        var exception = Assert.Throws<BpfException>(() => slots.ByIndex.Set(4, slots.First));
        Assert.Equal("E2BIG", exception.ErrnoName);
        Assert.Contains("It has 4 entries, from 0.", exception.Message);
    }

    [Fact]
    public void What_inner_maps_look_like_is_not_known_of_a_map_that_was_only_opened()
    {
        Kernel.Required();
        using var slots = Load();
        using var opened = ArrayOfMaps<ArrayMap<ulong>>.OpenById(slots.ByIndex.Id);

        Assert.True(opened.TryGet(3, out var inner));
        inner.Dispose();
        Assert.Throws<System.InvalidOperationException>(() => opened.CreateInner());
    }

    [Fact]
    public void A_program_goes_on_in_one_that_was_put_into_its_array()
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
        Packets.Until(slots.Count, () => slots.Bss.Value.AfterTail > 0, "the tail call");
    }

    [Fact]
    public void A_program_that_is_not_loaded_goes_into_no_array()
    {
        Kernel.Required();
        using var slots = Load();
        using var exchange = Exchange.Load(new() { Programs = { Route = { AutoLoad = false } } });

        Assert.Throws<System.InvalidOperationException>(() => slots.Tails.Set(0, exchange.Route));
    }

    private static Slots Load() => Slots.Load(new() { Programs = { SpareTail = { AutoLoad = true } } });
}
