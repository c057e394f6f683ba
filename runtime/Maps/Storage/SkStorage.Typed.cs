using System;
using System.Net.Sockets;
using BpfGen.Loading;
using BpfGen.Maps;

namespace BpfGen;

/// <summary>
/// A map with one value for each socket (<c>BPF_MAP_TYPE_SK_STORAGE</c>, Linux 5.2). When the kernel frees a socket, it removes the value,
/// too.
/// </summary>
/// <remarks>The owner of a value is a socket. Pass a <see cref="Socket"/>, or the socket's file descriptor.</remarks>
/// <typeparam name="T">The type of the values, with the same layout as in the eBPF program.</typeparam>
public sealed class SkStorage<T> : LocalStorage<T>, IMapHandle<SkStorage<T>>
    where T : unmanaged
{
    internal SkStorage(LoadedMap map)
        : base(map)
    {
    }

    /// <summary>Reads the value of a socket.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="value">A copy of the value; <c>default</c> if the socket has none.</param>
    /// <returns>True if the owner has a value; otherwise false.</returns>
    /// <exception cref="BpfException">The kernel rejected the command.</exception>
    public bool TryGetValue(Socket socket, out T value)
    {
        ArgumentNullException.ThrowIfNull(socket);
        return TryGetValue(socket.SafeHandle, out value);
    }

    /// <summary>Writes the value of a socket.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="value">The value.</param>
    /// <param name="mode">Whether the owner's value may, must or must not exist.</param>
    /// <returns>False if <paramref name="mode"/> did not allow the write: see <see cref="UpdateMode"/>.</returns>
    /// <exception cref="BpfException">The kernel rejected the command.</exception>
    public bool Update(Socket socket, T value, UpdateMode mode = UpdateMode.Any)
    {
        ArgumentNullException.ThrowIfNull(socket);
        return Update(socket.SafeHandle, value, mode);
    }

    /// <summary>Removes the value of a socket.</summary>
    /// <param name="socket">The socket.</param>
    /// <returns>True if the owner had a value; otherwise false.</returns>
    /// <exception cref="BpfException">The kernel rejected the command.</exception>
    public bool Remove(Socket socket)
    {
        ArgumentNullException.ThrowIfNull(socket);
        return Remove(socket.SafeHandle);
    }

    /// <summary>Creates a socket storage without an object file.</summary>
    /// <param name="options">The name, flags, NUMA node and pin; null for none.</param>
    /// <returns>The new map. Dispose it when you no longer need it.</returns>
    /// <exception cref="BpfException">
    /// The kernel rejected the map, or a map of another type or size is pinned at the path in the options.
    /// </exception>
    public static SkStorage<T> Create(MapCreateOptions? options = null) =>
        MapCreation.Create<SkStorage<T>, int, T>(MapType.SkStorage, maxEntries: 0, options, MapCreation.FlagNoPreallocation);

    static SkStorage<T> IMapHandle<SkStorage<T>>.Create(LoadedMap map) => new(map);

    static bool IMapHandle<SkStorage<T>>.Takes(MapType type) => type == MapType.SkStorage;
}
