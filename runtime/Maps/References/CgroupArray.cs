using System.Runtime.InteropServices;
using BpfGen.Errors;
using BpfGen.Host;
using BpfGen.Loading;

namespace BpfGen;

/// <summary>
/// An array of cgroups (<c>BPF_MAP_TYPE_CGROUP_ARRAY</c>), below which programs ask whether somebody is (<c>bpf_current_task_under_cgroup</c>,
/// <c>bpf_skb_under_cgroup</c>). User space cannot read it.
/// </summary>
public sealed class CgroupArray : BpfMap, IMapHandle<CgroupArray>
{
    private CgroupArray(LoadedMap map)
        : base(map)
    {
    }

    /// <summary>Puts a cgroup at an index.</summary>
    /// <param name="index">The index, below <see cref="BpfMap.MaxEntries"/>.</param>
    /// <param name="path">The cgroup's folder, below where <c>cgroup2</c> is mounted.</param>
    /// <exception cref="BpfException">The kernel refuses: <c>E2BIG</c> for an index that is too large.</exception>
    public void Set(uint index, string path)
    {
        using var cgroup = CgroupDirectory.Open(path, $"map '{Name}' ({KindNames.Of(Type)})");
        Set(index, cgroup);
    }

    /// <summary>Puts a cgroup at an index.</summary>
    /// <param name="index">The index, below <see cref="BpfMap.MaxEntries"/>.</param>
    /// <param name="cgroup">The file descriptor of the cgroup's folder.</param>
    /// <exception cref="BpfException">The kernel refuses: <c>E2BIG</c> for an index that is too large, <c>EBADF</c> for a folder that is no cgroup.</exception>
    public void Set(uint index, SafeHandle cgroup) => SetDescriptor(ref Bytes(ref index), cgroup);

    /// <summary>Empties an index.</summary>
    /// <param name="index">The index.</param>
    /// <returns>Whether there was a cgroup.</returns>
    /// <exception cref="BpfException">The kernel refuses: <c>E2BIG</c> for an index that is too large.</exception>
    public bool Remove(uint index) => Delete(ref Bytes(ref index));

    static CgroupArray IMapHandle<CgroupArray>.Create(LoadedMap map) => new(map);

    static bool IMapHandle<CgroupArray>.Takes(MapType type) => type == MapType.CgroupArray;
}
