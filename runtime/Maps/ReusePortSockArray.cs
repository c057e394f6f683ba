using System;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using BpfGen.Loading;

namespace BpfGen;

/// <summary>
/// An array of sockets on one address and port (<c>BPF_MAP_TYPE_REUSEPORT_SOCKARRAY</c>), which a <see cref="ReusePortProgram"/> chooses from. A socket
/// leaves the map when it is closed.
/// </summary>
public sealed class ReusePortSockArray : BpfMap, IMapHandle<ReusePortSockArray>
{
    private ReusePortSockArray(LoadedMap map)
        : base(map)
    {
    }

    /// <summary>Puts a socket at an index: one that has the option <c>SO_REUSEPORT</c>, and is bound, or listens.</summary>
    /// <param name="index">The index, below <see cref="BpfMap.MaxEntries"/>.</param>
    /// <param name="socket">The socket. It can be in one such map only.</param>
    /// <exception cref="BpfException">The kernel refuses: <c>EINVAL</c> for a socket that is not so, <c>EBUSY</c> for one that is in such a map.</exception>
    public void Set(uint index, Socket socket)
    {
        ArgumentNullException.ThrowIfNull(socket);
        Set(index, socket.SafeHandle);
    }

    /// <summary>Puts a socket at an index: one that has the option <c>SO_REUSEPORT</c>, and is bound, or listens.</summary>
    /// <param name="index">The index, below <see cref="BpfMap.MaxEntries"/>.</param>
    /// <param name="socket">The socket's file descriptor. It can be in one such map only.</param>
    /// <exception cref="BpfException">The kernel refuses: <c>EINVAL</c> for a socket that is not so, <c>EBUSY</c> for one that is in such a map.</exception>
    public void Set(uint index, SafeHandle socket) => SetDescriptor(ref Bytes(ref index), socket);

    /// <summary>The cookie of the socket at an index (<c>SO_COOKIE</c>); the map's values have to have 8 bytes for that.</summary>
    /// <param name="index">The index.</param>
    /// <param name="cookie">The cookie.</param>
    /// <returns>Whether there is a socket.</returns>
    /// <exception cref="BpfException">The kernel refuses: <c>ENOSPC</c> where values have 4 bytes.</exception>
    public bool TryGetCookie(uint index, out ulong cookie)
    {
        cookie = 0;
        return Lookup(ref Bytes(ref index), ref Bytes(ref cookie));
    }

    /// <summary>Takes the socket at an index out of the map.</summary>
    /// <param name="index">The index.</param>
    /// <returns>Whether there was one.</returns>
    /// <exception cref="BpfException">The kernel refuses.</exception>
    public bool Remove(uint index) => RemoveSocket(ref Bytes(ref index));

    static ReusePortSockArray IMapHandle<ReusePortSockArray>.Create(LoadedMap map) => new(map);

    static bool IMapHandle<ReusePortSockArray>.Takes(MapType type) => type == MapType.ReusePortSockArray;
}
