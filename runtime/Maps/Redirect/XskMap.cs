using System.Runtime.InteropServices;
using BpfGen.Loading;

namespace BpfGen;

/// <summary>An array of <c>AF_XDP</c> sockets (<c>BPF_MAP_TYPE_XSKMAP</c>), which XDP programs hand packets to: the index is usually the receive queue.</summary>
public sealed class XskMap : BpfMap, IMapHandle<XskMap>
{
    private XskMap(LoadedMap map)
        : base(map)
    {
    }

    /// <summary>Puts a socket at an index. It leaves the map when it is closed.</summary>
    /// <param name="index">The index, below <see cref="BpfMap.MaxEntries"/>.</param>
    /// <param name="socket">The file descriptor of an <c>AF_XDP</c> socket.</param>
    /// <exception cref="BpfException">
    /// The kernel refuses: <c>E2BIG</c> for an index that is too large, <c>EOPNOTSUPP</c> for a socket of another kind, <c>ENOBUFS</c> for one that has no rings
    /// and is bound to no queue (seen with Linux 7.2).
    /// </exception>
    public void Set(uint index, SafeHandle socket) => SetDescriptor(ref Bytes(ref index), socket);

    /// <summary>Empties an index.</summary>
    /// <param name="index">The index.</param>
    /// <exception cref="BpfException">The kernel refuses: <c>EINVAL</c> for an index that is too large.</exception>
    public void Remove(uint index) => Delete(ref Bytes(ref index));

    static XskMap IMapHandle<XskMap>.Create(LoadedMap map) => new(map);

    static bool IMapHandle<XskMap>.Takes(MapType type) => type == MapType.XskMap;
}
