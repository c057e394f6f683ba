using System;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using BpfGen.Loading;

namespace BpfGen;

/// <summary>An array of sockets. A socket leaves it when it is closed.</summary>
public abstract class SocketArray : BpfMap
{
    private protected SocketArray(LoadedMap map)
        : base(map)
    {
    }

    /// <summary>Puts a socket at an index: for a stream, one that is connected or listens; for <c>SO_REUSEPORT</c>, one that has that option and is bound.</summary>
    /// <param name="index">The index, below <see cref="BpfMap.MaxEntries"/>.</param>
    /// <param name="socket">The socket.</param>
    /// <exception cref="BpfException">
    /// The kernel refuses: <c>E2BIG</c> for an index that is too large, <c>EINVAL</c> and <c>EOPNOTSUPP</c> for a socket that cannot be in such a map,
    /// <c>EBUSY</c> for one of <c>SO_REUSEPORT</c> that is in another.
    /// </exception>
    public void Set(uint index, Socket socket)
    {
        ArgumentNullException.ThrowIfNull(socket);
        Set(index, socket.SafeHandle);
    }

    /// <summary>Puts a socket at an index.</summary>
    /// <param name="index">The index, below <see cref="BpfMap.MaxEntries"/>.</param>
    /// <param name="socket">The socket's file descriptor.</param>
    /// <exception cref="BpfException">The kernel refuses: see <see cref="Set(uint, Socket)"/>.</exception>
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
}
