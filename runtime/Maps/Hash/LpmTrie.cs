using System;
using BpfGen.Loading;

namespace BpfGen;

/// <summary>
/// A longest-prefix-match trie (<c>BPF_MAP_TYPE_LPM_TRIE</c>) whose key and value
/// types are unknown. <see cref="As{TKey, TValue}"/> gives them types.
/// </summary>
public sealed class LpmTrie : BpfMap, IMapHandle<LpmTrie>
{
    private LpmTrie(LoadedMap map)
        : base(map)
    {
    }

    /// <summary>Returns the same map with typed keys and values. Disposing one of the two objects disposes both.</summary>
    /// <typeparam name="TKey">A struct of <see cref="BpfMap.KeySize"/> bytes, with the same layout as in the eBPF program.</typeparam>
    /// <typeparam name="TValue">A struct of <see cref="BpfMap.ValueSize"/> bytes, with the same layout as in the eBPF program.</typeparam>
    /// <exception cref="InvalidOperationException">The size of a type differs from the size in the map.</exception>
    public LpmTrie<TKey, TValue> As<TKey, TValue>()
        where TKey : unmanaged
        where TValue : unmanaged => new(Origin);

    static LpmTrie IMapHandle<LpmTrie>.Create(LoadedMap map) => new(map);

    static bool IMapHandle<LpmTrie>.Takes(MapType type) => type == MapType.LpmTrie;
}
