using BpfGen.Loading;
using BpfGen.Maps;

namespace BpfGen;

/// <summary>
/// A hash map with one value for each CPU under every key. It removes its least recently used entries when it is full
/// (<c>BPF_MAP_TYPE_LRU_PERCPU_HASH</c>).
/// </summary>
/// <typeparam name="TKey">The type of the keys, with the same layout as in the eBPF program.</typeparam>
/// <typeparam name="TValue">The type of one CPU's value, with the same layout as in the eBPF program.</typeparam>
public sealed class LruPerCpuHashMap<TKey, TValue> : PerCpuHashMap<TKey, TValue>, IMapHandle<LruPerCpuHashMap<TKey, TValue>>
    where TKey : unmanaged
    where TValue : unmanaged
{
    private LruPerCpuHashMap(LoadedMap map)
        : base(map)
    {
    }

    /// <summary>Creates a per-CPU LRU hash map without an object file.</summary>
    /// <param name="maxEntries">The maximum number of entries.</param>
    /// <param name="options">The name, flags, NUMA node and pin; null for none.</param>
    /// <returns>The new map. Dispose it when you no longer need it.</returns>
    /// <exception cref="BpfException">
    /// The kernel rejected the map, or a map of another type or size is pinned at the path in the options.
    /// </exception>
    public static new LruPerCpuHashMap<TKey, TValue> Create(uint maxEntries, MapCreateOptions? options = null) =>
        MapCreation.Create<LruPerCpuHashMap<TKey, TValue>, TKey, TValue>(MapType.LruPerCpuHash, maxEntries, options);

    static LruPerCpuHashMap<TKey, TValue> IMapHandle<LruPerCpuHashMap<TKey, TValue>>.Create(LoadedMap map) => new(map);

    static bool IMapHandle<LruPerCpuHashMap<TKey, TValue>>.Takes(MapType type) => type == MapType.LruPerCpuHash;
}
