using System;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using BpfGen.Loading;

namespace BpfGen;

/// <summary>The base of arrays of sockets. When a socket is closed, the kernel removes it from the array.</summary>
public abstract class SocketArray : BpfMap
{
    private protected SocketArray(LoadedMap map)
        : base(map)
    {
    }

    /// <summary>
    /// Sets the socket at an index. In a <see cref="SockMap"/>, a stream socket must be connected or listening. In a
    /// <see cref="ReusePortSockArray"/>, the socket must have the option <c>SO_REUSEPORT</c> and be bound.
    /// </summary>
    /// <param name="index">The index, below <see cref="BpfMap.MaxEntries"/>.</param>
    /// <param name="socket">The socket.</param>
    /// <exception cref="BpfException">
    /// The kernel rejected the command: <c>E2BIG</c> if the index is out of range, <c>EINVAL</c> or <c>EOPNOTSUPP</c> if this map type does
    /// not support the socket, <c>EBUSY</c> if an <c>SO_REUSEPORT</c> socket is already in another array.
    /// </exception>
    public void Set(uint index, Socket socket)
    {
        ArgumentNullException.ThrowIfNull(socket);
        Set(index, socket.SafeHandle);
    }

    /// <summary>Sets the socket at an index.</summary>
    /// <param name="index">The index, below <see cref="BpfMap.MaxEntries"/>.</param>
    /// <param name="socket">The file descriptor of the socket.</param>
    /// <exception cref="BpfException">The kernel rejected the command: see <see cref="Set(uint, Socket)"/>.</exception>
    public void Set(uint index, SafeHandle socket) => SetDescriptor(ref Bytes(ref index), socket);

    /// <summary>Reads the cookie of the socket at an index (<c>SO_COOKIE</c>). The map's values must have 8 bytes.</summary>
    /// <param name="index">The index.</param>
    /// <param name="cookie">The cookie; 0 if there is no socket.</param>
    /// <returns>True if the entry has a socket; otherwise false.</returns>
    /// <exception cref="BpfException">The kernel rejected the command: <c>ENOSPC</c> if the map's values have 4 bytes.</exception>
    public bool TryGetCookie(uint index, out ulong cookie)
    {
        cookie = 0;
        return Lookup(ref Bytes(ref index), ref Bytes(ref cookie));
    }

    /// <summary>Removes the socket at an index from the map.</summary>
    /// <param name="index">The index.</param>
    /// <returns>True if the entry was removed; false if it did not exist.</returns>
    /// <exception cref="BpfException">The kernel rejected the command.</exception>
    public bool Remove(uint index) => RemoveSocket(ref Bytes(ref index));
}
