using BpfGen.Loading;

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

    static LruHashMap IMapHandle<LruHashMap>.Create(LoadedMap map) => new(map);

    static bool IMapHandle<LruHashMap>.Takes(MapType type) => type == MapType.LruHash;
}
