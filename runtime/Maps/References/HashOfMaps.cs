using System;
using System.Diagnostics.CodeAnalysis;
using BpfGen.Loading;

namespace BpfGen;

/// <summary>Maps by keys (<c>BPF_MAP_TYPE_HASH_OF_MAPS</c>).</summary>
/// <typeparam name="TKey">The type of the keys, laid out as the program has it.</typeparam>
/// <typeparam name="TInner">The class of the inner maps' handles.</typeparam>
public sealed class HashOfMaps<TKey, TInner> : MapOfMaps<TInner>, IMapHandle<HashOfMaps<TKey, TInner>>
    where TKey : unmanaged
    where TInner : BpfMap, IMapHandle<TInner>
{
    private HashOfMaps(LoadedMap map)
        : base(map) => CheckType<TKey>(KeySize, "keys", map);

    /// <summary>Puts a map under a key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="inner">The map. It stays the caller's to dispose of; this holds it for itself.</param>
    /// <param name="mode">Whether the entry may, must or must not be there.</param>
    /// <returns>False where the mode forbids it.</returns>
    /// <exception cref="BpfException">The kernel refuses: <c>E2BIG</c> where the map is full, <c>EINVAL</c> for a map of another shape.</exception>
    public bool Set(TKey key, TInner inner, UpdateMode mode = UpdateMode.Any)
    {
        ArgumentNullException.ThrowIfNull(inner);
        return SetDescriptor(ref Bytes(ref key), inner.Descriptor, mode);
    }

    /// <summary>Opens the map under a key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="inner">A handle of its own, which the caller disposes of.</param>
    /// <returns>Whether there is a map.</returns>
    /// <exception cref="BpfException">The kernel refuses; opening a map by its id takes <c>CAP_SYS_ADMIN</c>.</exception>
    public bool TryGet(TKey key, [NotNullWhen(true)] out TInner? inner) => TryGet(ref Bytes(ref key), out inner) && inner is not null;

    /// <summary>Takes an entry out.</summary>
    /// <param name="key">The key.</param>
    /// <returns>Whether there was one.</returns>
    /// <exception cref="BpfException">The kernel refuses.</exception>
    public bool Remove(TKey key) => Delete(ref Bytes(ref key));

    /// <summary>Goes through the keys; the current entry may be removed on the way.</summary>
    public KeyEnumerator<TKey> GetEnumerator() => new(this);

    static HashOfMaps<TKey, TInner> IMapHandle<HashOfMaps<TKey, TInner>>.Create(LoadedMap map) => new(map);

    static bool IMapHandle<HashOfMaps<TKey, TInner>>.Takes(MapType type) => type == MapType.HashOfMaps;
}
