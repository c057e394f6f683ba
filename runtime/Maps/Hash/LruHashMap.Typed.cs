using BpfGen.Loading;

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

    static LruHashMap<TKey, TValue> IMapHandle<LruHashMap<TKey, TValue>>.Create(LoadedMap map) => new(map);

    static bool IMapHandle<LruHashMap<TKey, TValue>>.Takes(MapType type) => type == MapType.LruHash;
}
