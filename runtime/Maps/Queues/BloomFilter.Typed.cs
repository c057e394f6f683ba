using System.Runtime.CompilerServices;
using BpfGen.Loading;
using BpfGen.Maps;

namespace BpfGen;

/// <summary>
/// A bloom filter (<c>BPF_MAP_TYPE_BLOOM_FILTER</c>, Linux 5.16): a set that needs little memory. A bloom filter may report that it
/// contains a value that was never added, but never misses a value that was added.
/// </summary>
/// <typeparam name="T">The type of the values, with the same layout as in the eBPF program.</typeparam>
public sealed class BloomFilter<T> : BpfMap, IMapHandle<BloomFilter<T>>
    where T : unmanaged
{
    internal BloomFilter(LoadedMap map)
        : base(map) => CheckType<T>(ValueSize, "values", map);

    /// <summary>
    /// Adds a value. Values cannot be removed. If you add more values than <see cref="BpfMap.MaxEntries"/>, the filter gives more false
    /// positives.
    /// </summary>
    /// <param name="value">The value.</param>
    /// <exception cref="BpfException">The kernel rejected the command.</exception>
    public void Add(T value) => Update(ref Unsafe.NullRef<byte>(), ref Clean(ref value), UpdateMode.Any);

    /// <summary>Returns whether a value was probably added.</summary>
    /// <param name="value">The value.</param>
    /// <returns>
    /// False if the value was certainly not added. True if the value was added; rarely also true for a value that was not added.
    /// </returns>
    /// <exception cref="BpfException">The kernel rejected the command.</exception>
    public bool Contains(T value) => Lookup(ref Unsafe.NullRef<byte>(), ref Clean(ref value));

    /// <summary>Creates a bloom filter without an object file.</summary>
    /// <param name="maxEntries">The expected number of values. You can add more values, but then more lookups give false positives.</param>
    /// <param name="options">The name, flags, NUMA node and pin; null for none.</param>
    /// <returns>The new map. Dispose it when you no longer need it.</returns>
    /// <exception cref="BpfException">
    /// The kernel rejected the map, or a map of another type or size is pinned at the path in the options.
    /// </exception>
    public static BloomFilter<T> Create(uint maxEntries, MapCreateOptions? options = null) =>
        MapCreation.Create<BloomFilter<T>>(MapType.BloomFilter, keySize: 0, Unsafe.SizeOf<T>(), maxEntries, options);

    static BloomFilter<T> IMapHandle<BloomFilter<T>>.Create(LoadedMap map) => new(map);

    static bool IMapHandle<BloomFilter<T>>.Takes(MapType type) => type == MapType.BloomFilter;
}
