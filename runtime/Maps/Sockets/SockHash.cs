using System;
using BpfGen.Loading;

namespace BpfGen;

/// <summary>
/// A hash map of sockets (<c>BPF_MAP_TYPE_SOCKHASH</c>) whose key type is unknown. <see cref="As{TKey}"/> gives the keys a type.
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

    static SockHash IMapHandle<SockHash>.Create(LoadedMap map) => new(map);

    static bool IMapHandle<SockHash>.Takes(MapType type) => type == MapType.SockHash;
}
