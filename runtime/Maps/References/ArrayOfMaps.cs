using System;
using System.Diagnostics.CodeAnalysis;
using BpfGen.Loading;
using BpfGen.Maps;

namespace BpfGen;

/// <summary>An array whose elements are maps (<c>BPF_MAP_TYPE_ARRAY_OF_MAPS</c>).</summary>
/// <typeparam name="TInner">The class of the inner maps.</typeparam>
public sealed class ArrayOfMaps<TInner> : MapOfMaps<TInner>, IMapHandle<ArrayOfMaps<TInner>>
    where TInner : BpfMap, IMapHandle<TInner>
{
    private ArrayOfMaps(LoadedMap map)
        : base(map)
    {
    }

    /// <summary>The number of elements.</summary>
    public uint Length => MaxEntries;

    /// <summary>
    /// Sets the map at an index, in place of the previous map. A program sees either the old or the new map. When this method returns, no
    /// program uses the old map through this entry any more.
    /// </summary>
    /// <param name="index">The index.</param>
    /// <param name="inner">The inner map. You must still dispose your handle; the array keeps the map alive.</param>
    /// <exception cref="System.ArgumentNullException">The inner map is null.</exception>
    /// <exception cref="BpfException">
    /// The kernel rejected the command: <c>E2BIG</c> if the index is out of range,
    /// <c>EINVAL</c> if the map's type, sizes or flags do not match the template.
    /// </exception>
    public void Set(uint index, TInner inner)
    {
        ArgumentNullException.ThrowIfNull(inner);
        SetDescriptor(ref Bytes(ref index), inner.Descriptor);
    }

    /// <summary>Opens the map at an index.</summary>
    /// <param name="index">The index.</param>
    /// <param name="inner">A new handle of the inner map, which you dispose; null if there is none.</param>
    /// <returns>True if the entry has a map; otherwise false.</returns>
    /// <exception cref="BpfException">The kernel rejected the command. Opening a map by its id requires <c>CAP_SYS_ADMIN</c>.</exception>
    public bool TryGet(uint index, [NotNullWhen(true)] out TInner? inner) => TryGet(ref Bytes(ref index), out inner) && inner is not null;

    /// <summary>Removes the map at an index.</summary>
    /// <param name="index">The index.</param>
    /// <returns>True if a map was removed; false if the element was empty.</returns>
    /// <exception cref="BpfException">The kernel rejected the command: <c>E2BIG</c> if the index is out of range.</exception>
    public bool Remove(uint index) => Delete(ref Bytes(ref index));

    /// <summary>Creates an array of maps without an object file.</summary>
    /// <param name="length">The number of elements.</param>
    /// <param name="template">
    /// A map with the type, sizes and flags that all inner maps must have. You still own this map. You can also use it as an inner map.
    /// </param>
    /// <param name="options">The name, flags, NUMA node and pin; null for none.</param>
    /// <returns>The new map. Dispose it when you no longer need it.</returns>
    /// <exception cref="BpfException">
    /// The kernel rejected the map, or a map of another type or size is pinned at the path in the options.
    /// </exception>
    /// <exception cref="System.ArgumentNullException">The template is null.</exception>
    public static ArrayOfMaps<TInner> Create(uint length, TInner template, MapCreateOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(template);
        return MapCreation.Create<ArrayOfMaps<TInner>>(
            MapType.ArrayOfMaps, sizeof(uint), sizeof(uint), length, options, inner: template);
    }

    static ArrayOfMaps<TInner> IMapHandle<ArrayOfMaps<TInner>>.Create(LoadedMap map) => new(map);

    static bool IMapHandle<ArrayOfMaps<TInner>>.Takes(MapType type) => type == MapType.ArrayOfMaps;
}
