using BpfGen.Loading;
using BpfGen.Maps;

namespace BpfGen;

/// <summary>An array of network interfaces (<c>BPF_MAP_TYPE_DEVMAP</c>) that XDP programs redirect packets to.</summary>
public sealed class DevMap : RedirectMap, IMapHandle<DevMap>
{
    private DevMap(LoadedMap map)
        : base(map)
    {
    }

    /// <summary>Sets the interface at an index.</summary>
    /// <param name="index">The index, below <see cref="BpfMap.MaxEntries"/>.</param>
    /// <param name="device">The interface, by name or index.</param>
    /// <param name="program">A program of section <c>xdp/devmap</c> that runs for each packet before it is sent; null for none.</param>
    /// <exception cref="System.ArgumentException">
    /// The interface is the default value of <see cref="NetDevice"/>, or a program is given but the map does not support programs: see
    /// <see cref="RedirectMap.TakesPrograms"/>.
    /// </exception>
    /// <exception cref="BpfException">
    /// The interface does not exist (<c>ENODEV</c>), or the kernel rejected the command: <c>E2BIG</c> if the index is out of range,
    /// <c>EINVAL</c> if the program is not in section <c>xdp/devmap</c>.
    /// </exception>
    public void Set(uint index, NetDevice device, BpfProgram? program = null) => Set(index, (uint)device.Find(), program, UpdateMode.Any);

    /// <summary>Removes the interface at an index.</summary>
    /// <param name="index">The index.</param>
    /// <exception cref="BpfException">The kernel rejected the command: <c>EINVAL</c> if the index is out of range.</exception>
    public void Remove(uint index) => Delete(ref Bytes(ref index));

    /// <summary>Creates an array of network interfaces without an object file. Its entries can have programs.</summary>
    /// <param name="length">The number of elements.</param>
    /// <param name="options">The name, flags, NUMA node and pin; null for none.</param>
    /// <returns>The new map. Dispose it when you no longer need it.</returns>
    /// <exception cref="BpfException">
    /// The kernel rejected the map, or a map of another type or size is pinned at the path in the options.
    /// </exception>
    public static DevMap Create(uint length, MapCreateOptions? options = null) =>
        MapCreation.Create<DevMap>(MapType.DevMap, sizeof(uint), SizeWithProgram, length, options);

    static DevMap IMapHandle<DevMap>.Create(LoadedMap map) => new(map);

    static bool IMapHandle<DevMap>.Takes(MapType type) => type == MapType.DevMap;
}
