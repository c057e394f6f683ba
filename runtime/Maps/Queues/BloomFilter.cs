using System;
using BpfGen.Loading;

namespace BpfGen;

/// <summary>
/// A bloom filter (<c>BPF_MAP_TYPE_BLOOM_FILTER</c>) whose object does not say what the values are.
/// <see cref="As{T}"/> gives them a type.
/// </summary>
public sealed class BloomFilter : BpfMap, IMapHandle<BloomFilter>
{
    private BloomFilter(LoadedMap map)
        : base(map)
    {
    }

    /// <summary>The same map with typed values. Disposing either disposes both.</summary>
    /// <typeparam name="T">A struct of the size of a value, laid out as the program has it.</typeparam>
    /// <exception cref="InvalidOperationException">A type has another size.</exception>
    public BloomFilter<T> As<T>()
        where T : unmanaged => new(Origin);

    static BloomFilter IMapHandle<BloomFilter>.Create(LoadedMap map) => new(map);

    static bool IMapHandle<BloomFilter>.Takes(MapType type) => type == MapType.BloomFilter;
}
