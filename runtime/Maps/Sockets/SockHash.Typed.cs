using System;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using BpfGen.Loading;
using BpfGen.Maps;

namespace BpfGen;

/// <summary>
/// A hash map of sockets (<c>BPF_MAP_TYPE_SOCKHASH</c>). Programs can redirect messages to the sockets in the map, and can be attached to
/// the map: see <see cref="SkMsgProgram"/> and <see cref="SkSkbProgram"/>. When a socket is closed, the kernel removes it from the map.
/// </summary>
/// <typeparam name="TKey">The type of the keys, with the same layout as in the eBPF program.</typeparam>
public sealed class SockHash<TKey> : BpfMap, IMapHandle<SockHash<TKey>>
    where TKey : unmanaged
{
    internal SockHash(LoadedMap map)
        : base(map) => CheckType<TKey>(KeySize, "keys", map);

    /// <summary>Sets the socket of a key. A stream socket must be connected or listening.</summary>
    /// <param name="key">The key.</param>
    /// <param name="socket">The socket.</param>
    /// <param name="mode">Whether the entry may, must or must not exist.</param>
    /// <returns>False if <paramref name="mode"/> did not allow the write: see <see cref="UpdateMode"/>.</returns>
    /// <exception cref="BpfException">
    /// The kernel rejected the command: <c>E2BIG</c> if the map is full, <c>EOPNOTSUPP</c> if the socket cannot be in a map.
    /// </exception>
    public bool Set(TKey key, Socket socket, UpdateMode mode = UpdateMode.Any)
    {
        ArgumentNullException.ThrowIfNull(socket);
        return Set(key, socket.SafeHandle, mode);
    }

    /// <summary>Sets the socket of a key. A stream socket must be connected or listening.</summary>
    /// <param name="key">The key.</param>
    /// <param name="socket">The file descriptor of the socket.</param>
    /// <param name="mode">Whether the entry may, must or must not exist.</param>
    /// <returns>False if <paramref name="mode"/> did not allow the write: see <see cref="UpdateMode"/>.</returns>
    /// <exception cref="BpfException">
    /// The kernel rejected the command: <c>E2BIG</c> if the map is full, <c>EOPNOTSUPP</c> if the socket cannot be in a map.
    /// </exception>
    public bool Set(TKey key, SafeHandle socket, UpdateMode mode = UpdateMode.Any) => SetDescriptor(ref Clean(ref key), socket, mode);

    /// <summary>Reads the cookie of the socket of a key (<c>SO_COOKIE</c>). The map's values must have 8 bytes.</summary>
    /// <param name="key">The key.</param>
    /// <param name="cookie">The cookie; 0 if there is no socket.</param>
    /// <returns>True if the entry has a socket; otherwise false.</returns>
    /// <exception cref="BpfException">The kernel rejected the command: <c>ENOSPC</c> if the map's values have 4 bytes.</exception>
    public bool TryGetCookie(TKey key, out ulong cookie)
    {
        cookie = 0;
        return Lookup(ref Clean(ref key), ref Bytes(ref cookie));
    }

    /// <summary>Removes a socket from the map.</summary>
    /// <param name="key">The key.</param>
    /// <returns>True if the entry was removed; false if it did not exist.</returns>
    /// <exception cref="BpfException">The kernel rejected the command.</exception>
    public bool Remove(TKey key) => Delete(ref Clean(ref key));

    /// <summary>Enumerates the keys. You may remove the current entry during the enumeration.</summary>
    public KeyEnumerator<TKey> GetEnumerator() => new(this);

    /// <summary>Creates a hash of sockets without an object file.</summary>
    /// <param name="maxEntries">The maximum number of entries.</param>
    /// <param name="options">The name, flags, NUMA node and pin; null for none.</param>
    /// <returns>The new map. Dispose it when you no longer need it.</returns>
    /// <exception cref="BpfException">
    /// The kernel rejected the map, or a map of another type or size is pinned at the path in the options.
    /// </exception>
    public static SockHash<TKey> Create(uint maxEntries, MapCreateOptions? options = null) =>
        MapCreation.Create<SockHash<TKey>>(MapType.SockHash, Unsafe.SizeOf<TKey>(), sizeof(ulong), maxEntries, options);

    static SockHash<TKey> IMapHandle<SockHash<TKey>>.Create(LoadedMap map) => new(map);

    static bool IMapHandle<SockHash<TKey>>.Takes(MapType type) => type == MapType.SockHash;
}
