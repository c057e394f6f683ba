using System;
using System.Diagnostics.CodeAnalysis;
using BpfGen.Loading;

namespace BpfGen;

/// <summary>An array of maps (<c>BPF_MAP_TYPE_ARRAY_OF_MAPS</c>).</summary>
/// <typeparam name="TInner">The class of the inner maps' handles.</typeparam>
public sealed class ArrayOfMaps<TInner> : MapOfMaps<TInner>, IMapHandle<ArrayOfMaps<TInner>>
    where TInner : BpfMap, IMapHandle<TInner>
{
    private ArrayOfMaps(LoadedMap map)
        : base(map)
    {
    }

    /// <summary>The number of its elements.</summary>
    public uint Length => MaxEntries;

    /// <summary>Puts a map at an index, in place of one that is there: programs see the one or the other, and the kernel has let go of the old one when this comes back.</summary>
    /// <param name="index">The index.</param>
    /// <param name="inner">The map. It stays the caller's to dispose of; the array holds it for itself.</param>
    /// <exception cref="BpfException">The kernel refuses: <c>E2BIG</c> for an index that is too large, <c>EINVAL</c> for a map of another shape.</exception>
    public void Set(uint index, TInner inner)
    {
        ArgumentNullException.ThrowIfNull(inner);
        SetDescriptor(ref Bytes(ref index), inner.Descriptor);
    }

    /// <summary>Opens the map at an index.</summary>
    /// <param name="index">The index.</param>
    /// <param name="inner">A handle of its own, which the caller disposes of.</param>
    /// <returns>Whether there is a map.</returns>
    /// <exception cref="BpfException">The kernel refuses; opening a map by its id takes <c>CAP_SYS_ADMIN</c>.</exception>
    public bool TryGet(uint index, [NotNullWhen(true)] out TInner? inner) => TryGet(ref Bytes(ref index), out inner) && inner is not null;

    /// <summary>Empties an index.</summary>
    /// <param name="index">The index.</param>
    /// <returns>Whether there was a map.</returns>
    /// <exception cref="BpfException">The kernel refuses: <c>E2BIG</c> for an index that is too large.</exception>
    public bool Remove(uint index) => Delete(ref Bytes(ref index));

    static ArrayOfMaps<TInner> IMapHandle<ArrayOfMaps<TInner>>.Create(LoadedMap map) => new(map);

    static bool IMapHandle<ArrayOfMaps<TInner>>.Takes(MapType type) => type == MapType.ArrayOfMaps;
}
