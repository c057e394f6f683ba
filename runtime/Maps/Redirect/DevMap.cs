using BpfGen.Loading;

namespace BpfGen;

/// <summary>An array of network interfaces (<c>BPF_MAP_TYPE_DEVMAP</c>), which XDP programs send packets out through.</summary>
public sealed class DevMap : RedirectMap, IMapHandle<DevMap>
{
    private DevMap(LoadedMap map)
        : base(map)
    {
    }

    /// <summary>Puts an interface at an index.</summary>
    /// <param name="index">The index, below <see cref="BpfMap.MaxEntries"/>.</param>
    /// <param name="device">The interface, by name or index.</param>
    /// <param name="program">A program of section <c>xdp/devmap</c> that sees each packet before it goes out; null for none.</param>
    /// <exception cref="System.ArgumentException">There is no such interface, or the map has no room for programs.</exception>
    /// <exception cref="BpfException">The kernel refuses: <c>E2BIG</c> for an index that is too large, <c>EINVAL</c> for a program of another section.</exception>
    public void Set(uint index, NetDevice device, BpfProgram? program = null) => Set(index, (uint)device.Find(), program, UpdateMode.Any);

    /// <summary>Empties an index.</summary>
    /// <param name="index">The index.</param>
    /// <exception cref="BpfException">The kernel refuses: <c>EINVAL</c> for an index that is too large.</exception>
    public void Remove(uint index) => Delete(ref Bytes(ref index));

    static DevMap IMapHandle<DevMap>.Create(LoadedMap map) => new(map);

    static bool IMapHandle<DevMap>.Takes(MapType type) => type == MapType.DevMap;
}
