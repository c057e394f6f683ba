using System;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using BpfGen.Loading;
using BpfGen.Maps;

namespace BpfGen;

/// <summary>A hash map whose values are maps (<c>BPF_MAP_TYPE_HASH_OF_MAPS</c>).</summary>
/// <typeparam name="TKey">The type of the keys, with the same layout as in the eBPF program.</typeparam>
/// <typeparam name="TInner">The class of the inner maps.</typeparam>
public sealed class HashOfMaps<TKey, TInner> : MapOfMaps<TInner>, IMapHandle<HashOfMaps<TKey, TInner>>
    where TKey : unmanaged
    where TInner : BpfMap, IMapHandle<TInner>
{
    private HashOfMaps(LoadedMap map)
        : base(map) => CheckType<TKey>(KeySize, "keys", map);

    /// <summary>Sets the map of a key. By default it adds or replaces the entry.</summary>
    /// <param name="key">The key.</param>
    /// <param name="inner">The inner map. You must still dispose your handle; the hash keeps the map alive.</param>
    /// <param name="mode">Whether the entry may, must or must not exist.</param>
    /// <returns>False if <paramref name="mode"/> did not allow the write: see <see cref="UpdateMode"/>.</returns>
    /// <exception cref="System.ArgumentNullException">The inner map is null.</exception>
    /// <exception cref="BpfException">
    /// The kernel rejected the command: <c>E2BIG</c> if the map is full, <c>EINVAL</c>
    /// if the inner map's type, sizes or flags do not match the template.
    /// </exception>
    public bool Set(TKey key, TInner inner, UpdateMode mode = UpdateMode.Any)
    {
        ArgumentNullException.ThrowIfNull(inner);
        return SetDescriptor(ref Clean(ref key), inner.Descriptor, mode);
    }

    /// <summary>Opens the map of a key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="inner">A new handle of the inner map, which you dispose; null if there is none.</param>
    /// <returns>True if the entry has a map; otherwise false.</returns>
    /// <exception cref="BpfException">The kernel rejected the command. Opening a map by its id requires <c>CAP_SYS_ADMIN</c>.</exception>
    public bool TryGet(TKey key, [NotNullWhen(true)] out TInner? inner) => TryGet(ref Clean(ref key), out inner) && inner is not null;

    /// <summary>Removes an entry.</summary>
    /// <param name="key">The key.</param>
    /// <returns>True if the entry was removed; false if it did not exist.</returns>
    /// <exception cref="BpfException">The kernel rejected the command.</exception>
    public bool Remove(TKey key) => Delete(ref Clean(ref key));

    /// <summary>Enumerates the keys. You may remove the current entry during the enumeration.</summary>
    public KeyEnumerator<TKey> GetEnumerator() => new(this);

    /// <summary>Creates a hash of maps without an object file.</summary>
    /// <param name="maxEntries">The maximum number of entries.</param>
    /// <param name="template">
    /// A map with the type, sizes and flags that all inner maps must have. You still own this map. You can also use it as an inner map.
    /// </param>
    /// <param name="options">The name, flags, NUMA node and pin; null for none.</param>
    /// <returns>The new map. Dispose it when you no longer need it.</returns>
    /// <exception cref="BpfException">
    /// The kernel rejected the map, or a map of another type or size is pinned at the path in the options.
    /// </exception>
    /// <exception cref="System.ArgumentNullException">The template is null.</exception>
    public static HashOfMaps<TKey, TInner> Create(uint maxEntries, TInner template, MapCreateOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(template);
        return MapCreation.Create<HashOfMaps<TKey, TInner>>(
            MapType.HashOfMaps, Unsafe.SizeOf<TKey>(), sizeof(uint), maxEntries, options, inner: template);
    }

    static HashOfMaps<TKey, TInner> IMapHandle<HashOfMaps<TKey, TInner>>.Create(LoadedMap map) => new(map);

    static bool IMapHandle<HashOfMaps<TKey, TInner>>.Takes(MapType type) => type == MapType.HashOfMaps;
}
