using System;
using BpfGen.Loading;

namespace BpfGen;

/// <summary>
/// A bloom filter (<c>BPF_MAP_TYPE_BLOOM_FILTER</c>) whose value type is unknown. <see cref="As{T}"/> gives the values a type.
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

    static BloomFilter IMapHandle<BloomFilter>.Create(LoadedMap map) => new(map);

    static bool IMapHandle<BloomFilter>.Takes(MapType type) => type == MapType.BloomFilter;
}
