using BpfGen.Loading;
using BpfGen.Maps;

namespace BpfGen;

/// <summary>A hash map of network interfaces (<c>BPF_MAP_TYPE_DEVMAP_HASH</c>, Linux 5.4) that XDP programs redirect packets to.</summary>
public sealed class DevMapHash : RedirectMap, IMapHandle<DevMapHash>
{
    private DevMapHash(LoadedMap map)
        : base(map)
    {
    }

    /// <summary>Sets the interface of a key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="device">The interface, by name or index.</param>
    /// <param name="program">A program of section <c>xdp/devmap</c> that runs for each packet before it is sent; null for none.</param>
    /// <param name="mode">Whether the entry may or must not exist.</param>
    /// <returns>False if <paramref name="mode"/> did not allow the write: see <see cref="UpdateMode"/>.</returns>
    /// <exception cref="System.ArgumentException">
    /// The interface is the default value of <see cref="NetDevice"/>, or a program is given but the map does not support programs: see
    /// <see cref="RedirectMap.TakesPrograms"/>.
    /// </exception>
    /// <exception cref="BpfException">
    /// The interface does not exist (<c>ENODEV</c>), or the kernel rejected the command: <c>E2BIG</c> if the map is full, <c>EINVAL</c> if
    /// the program is not in section <c>xdp/devmap</c>.
    /// </exception>
    public bool Set(uint key, NetDevice device, BpfProgram? program = null, UpdateMode mode = UpdateMode.Any) =>
        Set(key, (uint)device.Find(), program, mode);

    /// <summary>Removes an entry.</summary>
    /// <param name="key">The key.</param>
    /// <returns>True if the entry was removed; false if it did not exist.</returns>
    /// <exception cref="BpfException">The kernel rejected the command.</exception>
    public bool Remove(uint key) => Delete(ref Bytes(ref key));

    /// <summary>Enumerates the keys. You may remove the current entry during the enumeration.</summary>
    public KeyEnumerator<uint> GetEnumerator() => new(this);

    /// <summary>Creates a hash of network interfaces without an object file. Its entries can have programs.</summary>
    /// <param name="maxEntries">The maximum number of entries.</param>
    /// <param name="options">The name, flags, NUMA node and pin; null for none.</param>
    /// <returns>The new map. Dispose it when you no longer need it.</returns>
    /// <exception cref="BpfException">
    /// The kernel rejected the map, or a map of another type or size is pinned at the path in the options.
    /// </exception>
    public static DevMapHash Create(uint maxEntries, MapCreateOptions? options = null) =>
        MapCreation.Create<DevMapHash>(MapType.DevMapHash, sizeof(uint), SizeWithProgram, maxEntries, options);

    static DevMapHash IMapHandle<DevMapHash>.Create(LoadedMap map) => new(map);

    static bool IMapHandle<DevMapHash>.Takes(MapType type) => type == MapType.DevMapHash;
}
