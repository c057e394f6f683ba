using BpfGen.Errors;
using BpfGen.Host;
using BpfGen.Loading;

namespace BpfGen;

/// <summary>A value for each cgroup (<c>BPF_MAP_TYPE_CGRP_STORAGE</c>, Linux 6.2), which goes with it.</summary>
/// <remarks>The owner is a cgroup, named by its folder or by the file descriptor of that.</remarks>
/// <typeparam name="T">The type of the values, laid out as the program has it.</typeparam>
public sealed class CgrpStorage<T> : LocalStorage<T>, IMapHandle<CgrpStorage<T>>
    where T : unmanaged
{
    internal CgrpStorage(LoadedMap map)
        : base(map)
    {
    }

    /// <summary>Reads the value of a cgroup.</summary>
    /// <param name="path">The cgroup's folder, below where <c>cgroup2</c> is mounted.</param>
    /// <param name="value">The value.</param>
    /// <returns>Whether it has one.</returns>
    /// <exception cref="BpfException">The kernel refuses.</exception>
    public bool TryGetValue(string path, out T value)
    {
        using var owner = CgroupDirectory.Open(path, $"map '{Name}' ({KindNames.Of(Type)})");
        return TryGetValue(owner, out value);
    }

    /// <summary>Writes the value of a cgroup.</summary>
    /// <param name="path">The cgroup's folder, below where <c>cgroup2</c> is mounted.</param>
    /// <param name="value">The value.</param>
    /// <param name="mode">Whether it may, must or must not have one.</param>
    /// <returns>False where the mode forbids it.</returns>
    /// <exception cref="BpfException">The kernel refuses.</exception>
    public bool Update(string path, T value, UpdateMode mode = UpdateMode.Any)
    {
        using var owner = CgroupDirectory.Open(path, $"map '{Name}' ({KindNames.Of(Type)})");
        return Update(owner, value, mode);
    }

    /// <summary>Takes the value of a cgroup away.</summary>
    /// <param name="path">The cgroup's folder, below where <c>cgroup2</c> is mounted.</param>
    /// <returns>Whether it had one.</returns>
    /// <exception cref="BpfException">The kernel refuses.</exception>
    public bool Remove(string path)
    {
        using var owner = CgroupDirectory.Open(path, $"map '{Name}' ({KindNames.Of(Type)})");
        return Remove(owner);
    }

    static CgrpStorage<T> IMapHandle<CgrpStorage<T>>.Create(LoadedMap map) => new(map);

    static bool IMapHandle<CgrpStorage<T>>.Takes(MapType type) => type == MapType.CgrpStorage;
}
