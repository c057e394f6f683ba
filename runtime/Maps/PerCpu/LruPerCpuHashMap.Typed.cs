using BpfGen.Loading;

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

    static LruPerCpuHashMap<TKey, TValue> IMapHandle<LruPerCpuHashMap<TKey, TValue>>.Create(LoadedMap map) => new(map);

    static bool IMapHandle<LruPerCpuHashMap<TKey, TValue>>.Takes(MapType type) => type == MapType.LruPerCpuHash;
}
