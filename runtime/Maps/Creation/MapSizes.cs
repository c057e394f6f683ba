using System;
using System.Numerics;
using BpfGen.Interop;
using BpfGen.Loading;

namespace BpfGen.Maps;

/// <summary>Completes map sizes that depend on the machine.</summary>
internal static class MapSizes
{
    /// <summary>
    /// Gives a perf event array of size 0 one entry for each CPU. Rounds the size of a
    /// ring buffer up to a power of two of whole pages. libbpf does the same.
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

        // A size above the largest power of two stays as it is, so that the kernel rejects it.
        var rounded = BitOperations.RoundUpToPowerOf2(size);
        return rounded == 0 ? size : Math.Max(page, rounded);
    }
}
