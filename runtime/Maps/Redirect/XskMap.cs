using System.Runtime.InteropServices;
using BpfGen.Loading;
using BpfGen.Maps;

namespace BpfGen;

/// <summary>
/// An array of <c>AF_XDP</c> sockets (<c>BPF_MAP_TYPE_XSKMAP</c>) that XDP programs
/// redirect packets to. The index is usually the number of the receive queue.
/// </summary>
public sealed class XskMap : BpfMap, IMapHandle<XskMap>
{
    private XskMap(LoadedMap map)
        : base(map)
    {
    }

    /// <summary>Sets the socket at an index. When the socket is closed, the kernel removes it from the map.</summary>
    /// <param name="index">The index, below <see cref="BpfMap.MaxEntries"/>.</param>
    /// <param name="socket">The file descriptor of an <c>AF_XDP</c> socket.</param>
    /// <exception cref="BpfException">
    /// The kernel rejected the command: <c>E2BIG</c> if the index is out of range, <c>EOPNOTSUPP</c> if the socket is not an <c>AF_XDP</c>
    /// socket, <c>ENOBUFS</c> if the socket has no rings and is not bound to a queue (seen with Linux 7.2).
    /// </exception>
    public void Set(uint index, SafeHandle socket) => SetDescriptor(ref Bytes(ref index), socket);

    /// <summary>Removes the socket at an index.</summary>
    /// <param name="index">The index.</param>
    /// <exception cref="BpfException">The kernel rejected the command: <c>EINVAL</c> if the index is out of range.</exception>
    public void Remove(uint index) => Delete(ref Bytes(ref index));

    /// <summary>Creates an array of AF_XDP sockets without an object file.</summary>
    /// <param name="length">The number of elements.</param>
    /// <param name="options">The name, flags, NUMA node and pin; null for none.</param>
    /// <returns>The new map. Dispose it when you no longer need it.</returns>
    /// <exception cref="BpfException">
    /// The kernel rejected the map, or a map of another type or size is pinned at the path in the options.
    /// </exception>
    public static XskMap Create(uint length, MapCreateOptions? options = null) =>
        MapCreation.Create<XskMap>(MapType.XskMap, sizeof(uint), sizeof(uint), length, options);

    static XskMap IMapHandle<XskMap>.Create(LoadedMap map) => new(map);

    static bool IMapHandle<XskMap>.Takes(MapType type) => type == MapType.XskMap;
}
