using BpfGen.Loading;

namespace BpfGen;

/// <summary>
/// A hash map that, when full, drops the entries that were used least recently (<c>BPF_MAP_TYPE_LRU_HASH</c>), and whose keys and values
/// are bytes, because the object does not say what they are.
/// </summary>
public sealed class LruHashMap : HashMap, IMapHandle<LruHashMap>
{
    private LruHashMap(LoadedMap map)
        : base(map)
    {
    }

    static LruHashMap IMapHandle<LruHashMap>.Create(LoadedMap map) => new(map);

    static bool IMapHandle<LruHashMap>.Takes(MapType type) => type == MapType.LruHash;
}
