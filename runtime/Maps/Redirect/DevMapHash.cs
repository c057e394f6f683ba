using BpfGen.Loading;

namespace BpfGen;

/// <summary>Network interfaces by keys (<c>BPF_MAP_TYPE_DEVMAP_HASH</c>, Linux 5.4), which XDP programs send packets out through.</summary>
public sealed class DevMapHash : RedirectMap, IMapHandle<DevMapHash>
{
    private DevMapHash(LoadedMap map)
        : base(map)
    {
    }

    /// <summary>Puts an interface under a key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="device">The interface, by name or index.</param>
    /// <param name="program">A program of section <c>xdp/devmap</c> that sees each packet before it goes out; null for none.</param>
    /// <param name="mode">Whether the entry may or must not be there.</param>
    /// <returns>False where the mode forbids it.</returns>
    /// <exception cref="System.ArgumentException">There is no such interface, or the map has no room for programs.</exception>
    /// <exception cref="BpfException">The kernel refuses: <c>E2BIG</c> where the map is full, <c>EINVAL</c> for a program of another section.</exception>
    public bool Set(uint key, NetDevice device, BpfProgram? program = null, UpdateMode mode = UpdateMode.Any) =>
        Set(key, (uint)device.Find(), program, mode);

    /// <summary>Takes an entry out.</summary>
    /// <param name="key">The key.</param>
    /// <returns>Whether there was one.</returns>
    /// <exception cref="BpfException">The kernel refuses.</exception>
    public bool Remove(uint key) => Delete(ref Bytes(ref key));

    /// <summary>Goes through the keys; the current entry may be removed on the way.</summary>
    public KeyEnumerator<uint> GetEnumerator() => new(this);

    static DevMapHash IMapHandle<DevMapHash>.Create(LoadedMap map) => new(map);

    static bool IMapHandle<DevMapHash>.Takes(MapType type) => type == MapType.DevMapHash;
}
