using System.Runtime.CompilerServices;
using BpfGen.Loading;

namespace BpfGen;

/// <summary>
/// A bloom filter (<c>BPF_MAP_TYPE_BLOOM_FILTER</c>, Linux 5.16): a set that takes little memory and is sometimes wrong about what is not in it.
/// </summary>
/// <typeparam name="T">The type of the values, laid out as the program has it.</typeparam>
public sealed class BloomFilter<T> : BpfMap, IMapHandle<BloomFilter<T>>
    where T : unmanaged
{
    internal BloomFilter(LoadedMap map)
        : base(map) => CheckType<T>(ValueSize, "values", map);

    /// <summary>Puts a value in, for good. More values than <see cref="BpfMap.MaxEntries"/> make the filter wrong more often.</summary>
    /// <param name="value">The value.</param>
    /// <exception cref="BpfException">The kernel refuses.</exception>
    public void Add(T value) => Update(ref Unsafe.NullRef<byte>(), ref Bytes(ref value), UpdateMode.Any);

    /// <summary>Whether a value is in it.</summary>
    /// <param name="value">The value.</param>
    /// <returns>False where it is certainly not there; true where it is, and rarely where it is not.</returns>
    /// <exception cref="BpfException">The kernel refuses.</exception>
    public bool Contains(T value) => Lookup(ref Unsafe.NullRef<byte>(), ref Bytes(ref value));

    static BloomFilter<T> IMapHandle<BloomFilter<T>>.Create(LoadedMap map) => new(map);

    static bool IMapHandle<BloomFilter<T>>.Takes(MapType type) => type == MapType.BloomFilter;
}
