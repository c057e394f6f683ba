using System.Runtime.InteropServices;
using BpfGen.Errors;
using BpfGen.Host;
using BpfGen.Loading;
using BpfGen.Maps;

namespace BpfGen;

/// <summary>
/// An array of cgroups (<c>BPF_MAP_TYPE_CGROUP_ARRAY</c>). Programs use the array to check whether a task or socket is below a cgroup
/// (<c>bpf_current_task_under_cgroup</c>, <c>bpf_skb_under_cgroup</c>). User space can write the array, but not read it.
/// </summary>
public sealed class CgroupArray : BpfMap, IMapHandle<CgroupArray>
{
    private CgroupArray(LoadedMap map)
        : base(map)
    {
    }

    /// <summary>Sets the cgroup at an index.</summary>
    /// <param name="index">The index, below <see cref="BpfMap.MaxEntries"/>.</param>
    /// <param name="path">The cgroup's folder, below the mount point of <c>cgroup2</c>.</param>
    /// <exception cref="BpfException">The kernel rejected the command: <c>E2BIG</c> if the index is out of range.</exception>
    public void Set(uint index, string path)
    {
        using var cgroup = CgroupDirectory.Open(path, $"map '{Name}' ({KindNames.Of(Type)})");
        Set(index, cgroup);
    }

    /// <summary>Sets the cgroup at an index.</summary>
    /// <param name="index">The index, below <see cref="BpfMap.MaxEntries"/>.</param>
    /// <param name="cgroup">The file descriptor of the cgroup's folder.</param>
    /// <exception cref="BpfException">
    /// The kernel rejected the command: <c>E2BIG</c> if the index is out of range, <c>EBADF</c> if the folder is not a cgroup.
    /// </exception>
    public void Set(uint index, SafeHandle cgroup) => SetDescriptor(ref Bytes(ref index), cgroup);

    /// <summary>Removes the cgroup at an index.</summary>
    /// <param name="index">The index.</param>
    /// <returns>True if a cgroup was removed; false if the element was empty.</returns>
    /// <exception cref="BpfException">The kernel rejected the command: <c>E2BIG</c> if the index is out of range.</exception>
    public bool Remove(uint index) => Delete(ref Bytes(ref index));

    /// <summary>Creates an array of cgroups without an object file.</summary>
    /// <param name="length">The number of elements.</param>
    /// <param name="options">The name, flags, NUMA node and pin; null for none.</param>
    /// <returns>The new map. Dispose it when you no longer need it.</returns>
    /// <exception cref="BpfException">
    /// The kernel rejected the map, or a map of another type or size is pinned at the path in the options.
    /// </exception>
    public static CgroupArray Create(uint length, MapCreateOptions? options = null) =>
        MapCreation.Create<CgroupArray>(MapType.CgroupArray, sizeof(uint), sizeof(uint), length, options);

    static CgroupArray IMapHandle<CgroupArray>.Create(LoadedMap map) => new(map);

    static bool IMapHandle<CgroupArray>.Takes(MapType type) => type == MapType.CgroupArray;
}
