using System;
using System.Numerics;
using BpfGen.Interop;
using BpfGen.Loading;

namespace BpfGen.Maps;

/// <summary>Completes map sizes that depend on the machine.</summary>
internal static class MapSizes
{
    /// <summary>The flag <c>BPF_F_NO_COMMON_LRU</c>.</summary>
    private const uint FlagNoCommonLru = 1 << 1;

    /// <summary>
    /// Completes the sizes of three kinds of maps. A perf event array of size 0 gets one entry for each CPU, as in libbpf. The size of a
    /// ring buffer is rounded up to a power of two of whole pages, as in libbpf. The size of an LRU hash with a list for each CPU
    /// (<c>BPF_F_NO_COMMON_LRU</c>) is rounded to a multiple of the number of CPUs, as the kernel does. Otherwise a second load would
    /// reject the map that the first load pinned, because the sizes differ.
    /// </summary>
    public static MapDefinition Fit(MapDefinition definition) => definition.Type switch
    {
        MapType.PerfEventArray when definition.MaxEntries == 0 => definition with { MaxEntries = (uint)CpuCount.Possible },
        MapType.RingBuffer or MapType.UserRingBuffer => definition with { MaxEntries = WholePages(definition.MaxEntries) },
        MapType.LruHash or MapType.LruPerCpuHash when (definition.Flags & FlagNoCommonLru) != 0 =>
            definition with { MaxEntries = WholeCpus(definition.MaxEntries, (uint)CpuCount.Possible) },
        _ => definition,
    };

    private static uint WholeCpus(uint entries, uint cpus)
    {
        var rounded = (entries / cpus * cpus) + (entries % cpus == 0 ? 0 : cpus);
        return rounded >= entries ? rounded : entries / cpus * cpus;
    }

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
