using System;
using BpfGen.Loading;

namespace BpfGen;

/// <summary>
/// Sockets by keys (<c>BPF_MAP_TYPE_SOCKHASH</c>) that the object does not say the type of.
/// <see cref="As{TKey}"/> gives them a type.
/// </summary>
public sealed class SockHash : BpfMap, IMapHandle<SockHash>
{
    private SockHash(LoadedMap map)
        : base(map)
    {
    }

    /// <summary>The same map with typed keys. Disposing either disposes both.</summary>
    /// <typeparam name="TKey">A struct of the size of a key, laid out as the program has it.</typeparam>
    /// <exception cref="InvalidOperationException">A type has another size.</exception>
    public SockHash<TKey> As<TKey>()
        where TKey : unmanaged => new(Origin);

    static SockHash IMapHandle<SockHash>.Create(LoadedMap map) => new(map);

    static bool IMapHandle<SockHash>.Takes(MapType type) => type == MapType.SockHash;
}
