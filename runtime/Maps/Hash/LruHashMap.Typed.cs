using BpfGen.Loading;

namespace BpfGen;

/// <summary>A hash map that, when full, drops the entries that were used least recently (<c>BPF_MAP_TYPE_LRU_HASH</c>).</summary>
/// <typeparam name="TKey">The type of the keys, laid out as the program has it.</typeparam>
/// <typeparam name="TValue">The type of the values, laid out as the program has it.</typeparam>
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
