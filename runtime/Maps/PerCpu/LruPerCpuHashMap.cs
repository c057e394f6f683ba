using BpfGen.Loading;
using BpfGen.Maps;

namespace BpfGen;

/// <summary>
/// A hash map with one value for each CPU under every key, and with unknown key and value types. It removes its least recently used entries
/// when it is full (<c>BPF_MAP_TYPE_LRU_PERCPU_HASH</c>).
/// </summary>
public sealed class LruPerCpuHashMap : PerCpuHashMap, IMapHandle<LruPerCpuHashMap>
{
    private LruPerCpuHashMap(LoadedMap map)
        : base(map)
    {
    }

    /// <summary>Creates a per-CPU LRU hash map without an object file.</summary>
    /// <param name="keySize">The size of a key in bytes.</param>
    /// <param name="valueSize">The size of one CPU's value in bytes.</param>
    /// <param name="maxEntries">The maximum number of entries.</param>
    /// <param name="options">The name, flags, NUMA node and pin; null for none.</param>
    /// <returns>The new map. Dispose it when you no longer need it.</returns>
    /// <exception cref="BpfException">
    /// The kernel rejected the map, or a map of another type or size is pinned at the path in the options.
    /// </exception>
    public static new LruPerCpuHashMap Create(int keySize, int valueSize, uint maxEntries, MapCreateOptions? options = null) =>
        MapCreation.Create<LruPerCpuHashMap>(MapType.LruPerCpuHash, keySize, valueSize, maxEntries, options);

    static LruPerCpuHashMap IMapHandle<LruPerCpuHashMap>.Create(LoadedMap map) => new(map);

    static bool IMapHandle<LruPerCpuHashMap>.Takes(MapType type) => type == MapType.LruPerCpuHash;
}
