using System;
using System.Numerics;
using BpfGen.Interop;
using BpfGen.Loading;

namespace BpfGen.Maps;

/// <summary>Completes map sizes that depend on the machine.</summary>
internal static class MapSizes
{
    /// <summary><c>BPF_F_NO_COMMON_LRU</c>.</summary>
    private const uint FlagNoCommonLru = 1 << 1;

    /// <summary>
    /// Gives a perf event array of size 0 one entry for each CPU. Rounds the size of a
    /// ring buffer up to a power of two of whole pages. libbpf does the same. Gives each CPU the same number of entries of an LRU hash with
    /// a list for each CPU, as the kernel does, so that such a map that is pinned has the expected size.
    /// </summary>
    public static MapDefinition Fit(in MapDefinition definition) => definition.Type switch
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
