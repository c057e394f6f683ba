using BpfGen.Loading;
using BpfGen.Maps;

namespace BpfGen;

/// <summary>A hash map that removes its least recently used entries when it is full (<c>BPF_MAP_TYPE_LRU_HASH</c>).</summary>
/// <typeparam name="TKey">The type of the keys, with the same layout as in the eBPF program.</typeparam>
/// <typeparam name="TValue">The type of the values, with the same layout as in the eBPF program.</typeparam>
public sealed class LruHashMap<TKey, TValue> : HashMap<TKey, TValue>, IMapHandle<LruHashMap<TKey, TValue>>
    where TKey : unmanaged
    where TValue : unmanaged
{
    private LruHashMap(LoadedMap map)
        : base(map)
    {
    }

    /// <summary>Creates an LRU hash map without an object file.</summary>
    /// <param name="maxEntries">The maximum number of entries.</param>
    /// <param name="options">The name, flags, NUMA node and pin; null for none.</param>
    /// <returns>The new map. Dispose it when you no longer need it.</returns>
    /// <exception cref="BpfException">
    /// The kernel rejected the map, or a map of another type or size is pinned at the path in the options.
    /// </exception>
    public static new LruHashMap<TKey, TValue> Create(uint maxEntries, MapCreateOptions? options = null) =>
        MapCreation.Create<LruHashMap<TKey, TValue>, TKey, TValue>(MapType.LruHash, maxEntries, options);

    static LruHashMap<TKey, TValue> IMapHandle<LruHashMap<TKey, TValue>>.Create(LoadedMap map) => new(map);

    static bool IMapHandle<LruHashMap<TKey, TValue>>.Takes(MapType type) => type == MapType.LruHash;
}
