using BpfGen.Loading;

namespace BpfGen;

/// <summary>
/// A hash map with a value for each CPU under every key that, when full, drops the entries that were used least recently
/// (<c>BPF_MAP_TYPE_LRU_PERCPU_HASH</c>).
/// </summary>
/// <typeparam name="TKey">The type of the keys, laid out as the program has it.</typeparam>
/// <typeparam name="TValue">The type of one CPU's value, laid out as the program has it.</typeparam>
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
