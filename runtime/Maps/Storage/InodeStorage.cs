using System;
using BpfGen.Loading;
using BpfGen.Maps;

namespace BpfGen;

/// <summary>
/// A map with one value of unknown type for each file (<c>BPF_MAP_TYPE_INODE_STORAGE</c>). <see cref="As{T}"/> returns the map with typed
/// values.
/// </summary>
public sealed class InodeStorage : BpfMap, IMapHandle<InodeStorage>
{
    private InodeStorage(LoadedMap map)
        : base(map)
    {
    }

    /// <summary>Returns the same map with typed values. Disposing one of the two objects disposes both.</summary>
    /// <typeparam name="T">A struct of <see cref="BpfMap.ValueSize"/> bytes, with the same layout as in the eBPF program.</typeparam>
    /// <exception cref="InvalidOperationException">The size of a type differs from the size in the map.</exception>
    public InodeStorage<T> As<T>()
        where T : unmanaged => new(Origin);

    /// <summary>Creates an inode storage without an object file.</summary>
    /// <param name="valueSize">The size of a value in bytes.</param>
    /// <param name="options">The name, flags, NUMA node and pin; null for none.</param>
    /// <returns>The new map. Dispose it when you no longer need it.</returns>
    /// <exception cref="BpfException">
    /// The kernel rejected the map, or a map of another type or size is pinned at the path in the options.
    /// </exception>
    public static InodeStorage Create(int valueSize, MapCreateOptions? options = null) =>
        MapCreation.Create<InodeStorage>(
            MapType.InodeStorage, sizeof(int), valueSize, maxEntries: 0, options, MapCreation.FlagNoPreallocation);

    static InodeStorage IMapHandle<InodeStorage>.Create(LoadedMap map) => new(map);

    static bool IMapHandle<InodeStorage>.Takes(MapType type) => type == MapType.InodeStorage;
}
