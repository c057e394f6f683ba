using System;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using BpfGen.Loading;

namespace BpfGen;

/// <summary>
/// Sockets by keys (<c>BPF_MAP_TYPE_SOCKHASH</c>), which programs redirect messages to and are attached to: see <see cref="SkMsgProgram"/> and
/// <see cref="SkSkbProgram"/>. A socket leaves the map when it is closed.
/// </summary>
/// <typeparam name="TKey">The type of the keys, laid out as the program has it.</typeparam>
public sealed class SockHash<TKey> : BpfMap, IMapHandle<SockHash<TKey>>
    where TKey : unmanaged
{
    internal SockHash(LoadedMap map)
        : base(map) => CheckType<TKey>(KeySize, "keys", map);

    /// <summary>Puts a socket under a key: for a stream, one that is connected or listens.</summary>
    /// <param name="key">The key.</param>
    /// <param name="socket">The socket.</param>
    /// <param name="mode">Whether the entry may, must or must not be there.</param>
    /// <returns>False where the mode forbids it.</returns>
    /// <exception cref="BpfException">The kernel refuses: <c>E2BIG</c> where the map is full, <c>EOPNOTSUPP</c> for a socket that cannot be in a map.</exception>
    public bool Set(TKey key, Socket socket, UpdateMode mode = UpdateMode.Any)
    {
        ArgumentNullException.ThrowIfNull(socket);
        return Set(key, socket.SafeHandle, mode);
    }

    /// <summary>Puts a socket under a key: for a stream, one that is connected or listens.</summary>
    /// <param name="key">The key.</param>
    /// <param name="socket">The socket's file descriptor.</param>
    /// <param name="mode">Whether the entry may, must or must not be there.</param>
    /// <returns>False where the mode forbids it.</returns>
    /// <exception cref="BpfException">The kernel refuses: <c>E2BIG</c> where the map is full, <c>EOPNOTSUPP</c> for a socket that cannot be in a map.</exception>
    public bool Set(TKey key, SafeHandle socket, UpdateMode mode = UpdateMode.Any) => SetDescriptor(ref Bytes(ref key), socket, mode);

    /// <summary>The cookie of the socket under a key (<c>SO_COOKIE</c>); the map's values have to have 8 bytes for that.</summary>
    /// <param name="key">The key.</param>
    /// <param name="cookie">The cookie.</param>
    /// <returns>Whether there is a socket.</returns>
    /// <exception cref="BpfException">The kernel refuses: <c>ENOSPC</c> where values have 4 bytes.</exception>
    public bool TryGetCookie(TKey key, out ulong cookie)
    {
        cookie = 0;
        return Lookup(ref Bytes(ref key), ref Bytes(ref cookie));
    }

    /// <summary>Takes a socket out of the map.</summary>
    /// <param name="key">The key.</param>
    /// <returns>Whether there was one.</returns>
    /// <exception cref="BpfException">The kernel refuses.</exception>
    public bool Remove(TKey key) => Delete(ref Bytes(ref key));

    /// <summary>Goes through the keys; the current entry may be removed on the way.</summary>
    public KeyEnumerator<TKey> GetEnumerator() => new(this);

    static SockHash<TKey> IMapHandle<SockHash<TKey>>.Create(LoadedMap map) => new(map);

    static bool IMapHandle<SockHash<TKey>>.Takes(MapType type) => type == MapType.SockHash;
}
