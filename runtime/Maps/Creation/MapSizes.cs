using System;
using System.Numerics;
using BpfGen.Interop;
using BpfGen.Loading;

namespace BpfGen.Maps;

/// <summary>Fills in what only the machine knows.</summary>
internal static class MapSizes
{
    /// <summary>
    /// A perf event array of no size has an entry for each CPU, and a ring buffer has a power of two of whole pages, as libbpf makes them.
    /// </summary>
    public static MapDefinition Fit(in MapDefinition definition) => definition.Type switch
    {
        MapType.PerfEventArray when definition.MaxEntries == 0 => definition with { MaxEntries = (uint)CpuCount.Possible },
        MapType.RingBuffer or MapType.UserRingBuffer => definition with { MaxEntries = WholePages(definition.MaxEntries) },
        _ => definition,
    };

    private static uint WholePages(uint size)
    {
        var page = (uint)MappedMemory.PageSize;
        if (size == 0 || (size % page == 0 && BitOperations.IsPow2(size / page)))
        {
            return size;
        }

        // What is too large for a power of two is the kernel's to refuse.
        var rounded = BitOperations.RoundUpToPowerOf2(size);
        return rounded == 0 ? size : Math.Max(page, rounded);
    }
}
