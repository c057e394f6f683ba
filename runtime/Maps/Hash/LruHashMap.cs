using BpfGen.Loading;
using BpfGen.Maps;

namespace BpfGen;

/// <summary>
/// A hash map that removes its least recently used entries when it is full (<c>BPF_MAP_TYPE_LRU_HASH</c>), with unknown key and value
/// types. Keys and values are bytes.
/// </summary>
public sealed class LruHashMap : HashMap, IMapHandle<LruHashMap>
{
    private LruHashMap(LoadedMap map)
        : base(map)
    {
    }

    /// <summary>Creates an LRU hash map without an object file.</summary>
    /// <param name="keySize">The size of a key in bytes.</param>
    /// <param name="valueSize">The size of a value in bytes.</param>
    /// <param name="maxEntries">The maximum number of entries.</param>
    /// <param name="options">The name, flags, NUMA node and pin; null for none.</param>
    /// <returns>The new map. Dispose it when you no longer need it.</returns>
    /// <exception cref="BpfException">
    /// The kernel rejected the map, or a map of another type or size is pinned at the path in the options.
    /// </exception>
    public static new LruHashMap Create(int keySize, int valueSize, uint maxEntries, MapCreateOptions? options = null) =>
        MapCreation.Create<LruHashMap>(MapType.LruHash, keySize, valueSize, maxEntries, options);

    static LruHashMap IMapHandle<LruHashMap>.Create(LoadedMap map) => new(map);

    static bool IMapHandle<LruHashMap>.Takes(MapType type) => type == MapType.LruHash;
}
