using System;
using BpfGen.Loading;

namespace BpfGen;

/// <summary>
/// A trie of prefixes (<c>BPF_MAP_TYPE_LPM_TRIE</c>) whose object does not say what keys and values are.
/// <see cref="As{TKey, TValue}"/> gives them types.
/// </summary>
public sealed class LpmTrie : BpfMap, IMapHandle<LpmTrie>
{
    private LpmTrie(LoadedMap map)
        : base(map)
    {
    }

    /// <summary>The same map with typed keys and values. Disposing either disposes both.</summary>
    /// <typeparam name="TKey">A struct of the size of a key, laid out as the program has it.</typeparam>
    /// <typeparam name="TValue">A struct of the size of a value, laid out as the program has it.</typeparam>
    /// <exception cref="InvalidOperationException">A type has another size.</exception>
    public LpmTrie<TKey, TValue> As<TKey, TValue>()
        where TKey : unmanaged
        where TValue : unmanaged => new(Origin);

    static LpmTrie IMapHandle<LpmTrie>.Create(LoadedMap map) => new(map);

    static bool IMapHandle<LpmTrie>.Takes(MapType type) => type == MapType.LpmTrie;
}
