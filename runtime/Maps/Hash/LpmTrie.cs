using System;
using BpfGen.Loading;
using BpfGen.Maps;

namespace BpfGen;

/// <summary>
/// A longest-prefix-match trie (<c>BPF_MAP_TYPE_LPM_TRIE</c>) whose key and value types are unknown. <see cref="As{TKey, TValue}"/> returns
/// the map with typed keys and values.
/// </summary>
public sealed class LpmTrie : BpfMap, IMapHandle<LpmTrie>
{
    private LpmTrie(LoadedMap map)
        : base(map)
    {
    }

    /// <summary>Returns the same map with typed keys and values. Disposing one of the two objects disposes both.</summary>
    /// <typeparam name="TKey">
    /// A struct of <see cref="BpfMap.KeySize"/> bytes (including the 4 bytes for the prefix length), with the same layout as in the eBPF
    /// program.
    /// </typeparam>
    /// <typeparam name="TValue">A struct of <see cref="BpfMap.ValueSize"/> bytes, with the same layout as in the eBPF program.</typeparam>
    /// <exception cref="InvalidOperationException">The size of a type differs from the size in the map.</exception>
    public LpmTrie<TKey, TValue> As<TKey, TValue>()
        where TKey : unmanaged
        where TValue : unmanaged => new(Origin);

    /// <summary>Creates a trie without an object file.</summary>
    /// <param name="keySize">
    /// The size of a key in bytes, including the 4 bytes for the prefix length: 8 for IPv4 addresses, 20 for IPv6 addresses.
    /// </param>
    /// <param name="valueSize">The size of a value in bytes.</param>
    /// <param name="maxEntries">The maximum number of entries.</param>
    /// <param name="options">The name, flags, NUMA node and pin; null for none.</param>
    /// <returns>The new map. Dispose it when you no longer need it.</returns>
    /// <exception cref="BpfException">
    /// The kernel rejected the map, or a map of another type or size is pinned at the path in the options.
    /// </exception>
    public static LpmTrie Create(int keySize, int valueSize, uint maxEntries, MapCreateOptions? options = null) =>
        MapCreation.Create<LpmTrie>(MapType.LpmTrie, keySize, valueSize, maxEntries, options, MapCreation.FlagNoPreallocation);

    static LpmTrie IMapHandle<LpmTrie>.Create(LoadedMap map) => new(map);

    static bool IMapHandle<LpmTrie>.Takes(MapType type) => type == MapType.LpmTrie;
}
