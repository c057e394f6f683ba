using System.Linq;
using BpfGen.Runtime.Tests.Support;
using Xunit;

namespace BpfGen.Runtime.Tests;

/// <summary>BTF-defined maps, in section .maps.</summary>
[Collection(KernelTests.Name)]
public sealed class BtfMapTests
{
    /// <summary>ETH_P_IP in network byte order, as a socket filter on a little-endian machine reads it.</summary>
    private const uint IPv4 = 0x0008;

    [Fact]
    public void A_program_increments_counters_in_BTF_defined_maps()
    {
        Kernel.Required();
        using var maps = Maps.Load();
        Packets.SendUntil(
            maps.Count,
            () => maps.Unseen[0] >= 5 && maps.Plain[0] >= 10 && maps.ByKey.Any(entry => entry.Key.Protocol == IPv4 && entry.Value >= 5),
            "packets to be counted");
    }

    [Fact]
    public void Map_sizes_that_depend_on_the_CPUs_or_the_page_size_are_set_at_load_time()
    {
        Kernel.Required();
        using var maps = Maps.Load();

        Assert.Equal((uint)PerCpuMap.CpuCount, maps.Events.MaxEntries);
        Assert.Equal(8192u, maps.Ring.MaxEntries);
    }

    [Fact]
    public void The_kernel_creates_maps_with_the_attributes_of_their_definitions()
    {
        Kernel.Required();
        using var maps = Attributes.Load();

        maps.Use.TestRun(new byte[64]);

        Assert.Equal(
            (MapType.Hash, 1u << 2 | 1, 16u, 50ul), (maps.Near.Type, maps.Near.GetInfo().Flags, maps.Near.MaxEntries, maps.Near[0]));
        Assert.Equal((7ul, 1ul << 44), (maps.Hashed.GetInfo().Extra, maps.Placed.GetInfo().Extra));
        Assert.Equal((4, 8, 1u << 10, 50ul), (maps.Twice.KeySize, maps.Twice.ValueSize, maps.Twice.MaxEntries, maps.Twice[0]));
    }

    [Fact]
    public void After_the_load_of_a_map_of_maps_the_template_for_its_inner_maps_is_removed()
    {
        Kernel.Required();
        using var maps = Maps.Load();

        Assert.Equal((MapType.ArrayOfMaps, 4u), (maps.Outer.Type, maps.Outer.MaxEntries));
        Poll.Until(() => KernelObjects.MapsNamed("outer.inner") == 0, "the template to be removed");
    }
}
