using BpfGen.Errors;
using BpfGen.Host;
using BpfGen.Loading;
using BpfGen.Maps;

namespace BpfGen;

/// <summary>
/// A map with one value for each cgroup (<c>BPF_MAP_TYPE_CGRP_STORAGE</c>, Linux 6.2). When a cgroup is removed, the kernel removes its
/// value, too.
/// </summary>
/// <remarks>The owner of a value is a cgroup. Pass the cgroup's folder, or a file descriptor of the folder.</remarks>
/// <typeparam name="T">The type of the values, with the same layout as in the eBPF program.</typeparam>
public sealed class CgrpStorage<T> : LocalStorage<T>, IMapHandle<CgrpStorage<T>>
    where T : unmanaged
{
    internal CgrpStorage(LoadedMap map)
        : base(map)
    {
    }

    /// <summary>Reads the value of a cgroup.</summary>
    /// <param name="path">The cgroup's folder, below the mount point of <c>cgroup2</c>.</param>
    /// <param name="value">A copy of the value; <c>default</c> if the cgroup has none.</param>
    /// <returns>True if the owner has a value; otherwise false.</returns>
    /// <exception cref="BpfException">The kernel rejected the command.</exception>
    public bool TryGetValue(string path, out T value)
    {
        using var owner = CgroupDirectory.Open(path, $"map '{Name}' ({KindNames.Of(Type)})");
        return TryGetValue(owner, out value);
    }

    /// <summary>Writes the value of a cgroup.</summary>
    /// <param name="path">The cgroup's folder, below the mount point of <c>cgroup2</c>.</param>
    /// <param name="value">The value.</param>
    /// <param name="mode">Whether the owner's value may, must or must not exist.</param>
    /// <returns>False if <paramref name="mode"/> did not allow the write: see <see cref="UpdateMode"/>.</returns>
    /// <exception cref="BpfException">The kernel rejected the command.</exception>
    public bool Update(string path, T value, UpdateMode mode = UpdateMode.Any)
    {
        using var owner = CgroupDirectory.Open(path, $"map '{Name}' ({KindNames.Of(Type)})");
        return Update(owner, value, mode);
    }

    /// <summary>Removes the value of a cgroup.</summary>
    /// <param name="path">The cgroup's folder, below the mount point of <c>cgroup2</c>.</param>
    /// <returns>True if the owner had a value; otherwise false.</returns>
    /// <exception cref="BpfException">The kernel rejected the command.</exception>
    public bool Remove(string path)
    {
        using var owner = CgroupDirectory.Open(path, $"map '{Name}' ({KindNames.Of(Type)})");
        return Remove(owner);
    }

    /// <summary>Creates a cgroup storage without an object file.</summary>
    /// <param name="options">The name, flags, NUMA node and pin; null for none.</param>
    /// <returns>The new map. Dispose it when you no longer need it.</returns>
    /// <exception cref="BpfException">
    /// The kernel rejected the map, or a map of another type or size is pinned at the path in the options.
    /// </exception>
    public static CgrpStorage<T> Create(MapCreateOptions? options = null) =>
        MapCreation.Create<CgrpStorage<T>, int, T>(MapType.CgrpStorage, maxEntries: 0, options, MapCreation.FlagNoPreallocation);

    static CgrpStorage<T> IMapHandle<CgrpStorage<T>>.Create(LoadedMap map) => new(map);

    static bool IMapHandle<CgrpStorage<T>>.Takes(MapType type) => type == MapType.CgrpStorage;
}
