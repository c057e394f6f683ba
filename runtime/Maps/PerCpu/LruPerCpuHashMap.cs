using BpfGen.Loading;

namespace BpfGen;

/// <summary>
/// A hash map with a value for each CPU under every key that, when full, drops the entries that were used least recently
/// (<c>BPF_MAP_TYPE_LRU_PERCPU_HASH</c>), and whose object does not say what keys and values are.
/// </summary>
public sealed class LruPerCpuHashMap : PerCpuHashMap, IMapHandle<LruPerCpuHashMap>
{
    private LruPerCpuHashMap(LoadedMap map)
        : base(map)
    {
    }

    static LruPerCpuHashMap IMapHandle<LruPerCpuHashMap>.Create(LoadedMap map) => new(map);

    static bool IMapHandle<LruPerCpuHashMap>.Takes(MapType type) => type == MapType.LruPerCpuHash;
}
