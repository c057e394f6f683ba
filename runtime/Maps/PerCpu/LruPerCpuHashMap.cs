using BpfGen.Loading;

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

    static LruPerCpuHashMap IMapHandle<LruPerCpuHashMap>.Create(LoadedMap map) => new(map);

    static bool IMapHandle<LruPerCpuHashMap>.Takes(MapType type) => type == MapType.LruPerCpuHash;
}
