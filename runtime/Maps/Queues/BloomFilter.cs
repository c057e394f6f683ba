using System;
using BpfGen.Loading;
using BpfGen.Maps;

namespace BpfGen;

/// <summary>
/// A bloom filter (<c>BPF_MAP_TYPE_BLOOM_FILTER</c>) whose value type is unknown. <see cref="As{T}"/> returns the map with typed values.
/// </summary>
public sealed class BloomFilter : BpfMap, IMapHandle<BloomFilter>
{
    private BloomFilter(LoadedMap map)
        : base(map)
    {
    }

    /// <summary>Returns the same map with typed values. Disposing one of the two objects disposes both.</summary>
    /// <typeparam name="T">A struct of <see cref="BpfMap.ValueSize"/> bytes, with the same layout as in the eBPF program.</typeparam>
    /// <exception cref="InvalidOperationException">The size of a type differs from the size in the map.</exception>
    public BloomFilter<T> As<T>()
        where T : unmanaged => new(Origin);

    /// <summary>Creates a bloom filter without an object file.</summary>
    /// <param name="valueSize">The size of a value in bytes.</param>
    /// <param name="maxEntries">The expected number of values. You can add more values, but then more lookups give false positives.</param>
    /// <param name="options">The name, flags, NUMA node and pin; null for none.</param>
    /// <returns>The new map. Dispose it when you no longer need it.</returns>
    /// <exception cref="BpfException">
    /// The kernel rejected the map, or a map of another type or size is pinned at the path in the options.
    /// </exception>
    public static BloomFilter Create(int valueSize, uint maxEntries, MapCreateOptions? options = null) =>
        MapCreation.Create<BloomFilter>(MapType.BloomFilter, keySize: 0, valueSize, maxEntries, options);

    static BloomFilter IMapHandle<BloomFilter>.Create(LoadedMap map) => new(map);

    static bool IMapHandle<BloomFilter>.Takes(MapType type) => type == MapType.BloomFilter;
}
