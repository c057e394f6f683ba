using BpfGen.Loading;
using BpfGen.Maps;

namespace BpfGen;

/// <summary>
/// A map with one value for each file (<c>BPF_MAP_TYPE_INODE_STORAGE</c>, Linux 5.10). When the kernel frees a file's inode, it removes the
/// value, too.
/// </summary>
/// <remarks>The owner of a value is an inode: all paths and file descriptors of the same inode share one value.</remarks>
/// <typeparam name="T">The type of the values, with the same layout as in the eBPF program.</typeparam>
public sealed class InodeStorage<T> : LocalStorage<T>, IMapHandle<InodeStorage<T>>
    where T : unmanaged
{
    internal InodeStorage(LoadedMap map)
        : base(map)
    {
    }

    /// <summary>Creates an inode storage without an object file.</summary>
    /// <param name="options">The name, flags, NUMA node and pin; null for none.</param>
    /// <returns>The new map. Dispose it when you no longer need it.</returns>
    /// <exception cref="BpfException">
    /// The kernel rejected the map, or a map of another type or size is pinned at the path in the options.
    /// </exception>
    public static InodeStorage<T> Create(MapCreateOptions? options = null) =>
        MapCreation.Create<InodeStorage<T>, int, T>(MapType.InodeStorage, maxEntries: 0, options, MapCreation.FlagNoPreallocation);

    static InodeStorage<T> IMapHandle<InodeStorage<T>>.Create(LoadedMap map) => new(map);

    static bool IMapHandle<InodeStorage<T>>.Takes(MapType type) => type == MapType.InodeStorage;
}
