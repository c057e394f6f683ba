using System;
using BpfGen.Loading;
using BpfGen.Maps;

namespace BpfGen;

/// <summary>
/// A hash map of sockets (<c>BPF_MAP_TYPE_SOCKHASH</c>) whose key type is unknown. <see cref="As{TKey}"/> returns the map with typed keys.
/// </summary>
public sealed class SockHash : BpfMap, IMapHandle<SockHash>
{
    private SockHash(LoadedMap map)
        : base(map)
    {
    }

    /// <summary>Returns the same map with typed keys. Disposing one of the two objects disposes both.</summary>
    /// <typeparam name="TKey">A struct of <see cref="BpfMap.KeySize"/> bytes, with the same layout as in the eBPF program.</typeparam>
    /// <exception cref="InvalidOperationException">The size of a type differs from the size in the map.</exception>
    public SockHash<TKey> As<TKey>()
        where TKey : unmanaged => new(Origin);

    /// <summary>Creates a hash of sockets without an object file.</summary>
    /// <param name="keySize">The size of a key in bytes.</param>
    /// <param name="maxEntries">The maximum number of entries.</param>
    /// <param name="options">The name, flags, NUMA node and pin; null for none.</param>
    /// <returns>The new map. Dispose it when you no longer need it.</returns>
    /// <exception cref="BpfException">
    /// The kernel rejected the map, or a map of another type or size is pinned at the path in the options.
    /// </exception>
    public static SockHash Create(int keySize, uint maxEntries, MapCreateOptions? options = null) =>
        MapCreation.Create<SockHash>(MapType.SockHash, keySize, sizeof(ulong), maxEntries, options);

    static SockHash IMapHandle<SockHash>.Create(LoadedMap map) => new(map);

    static bool IMapHandle<SockHash>.Takes(MapType type) => type == MapType.SockHash;
}
