using System;
using System.Net.Sockets;
using BpfGen.Loading;

namespace BpfGen;

/// <summary>A value for each socket (<c>BPF_MAP_TYPE_SK_STORAGE</c>, Linux 5.2), which goes with it.</summary>
/// <remarks>The owner is a socket, named by itself or by its file descriptor.</remarks>
/// <typeparam name="T">The type of the values, laid out as the program has it.</typeparam>
public sealed class SkStorage<T> : LocalStorage<T>, IMapHandle<SkStorage<T>>
    where T : unmanaged
{
    internal SkStorage(LoadedMap map)
        : base(map)
    {
    }

    /// <summary>Reads the value of a socket.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="value">The value.</param>
    /// <returns>Whether it has one.</returns>
    /// <exception cref="BpfException">The kernel refuses.</exception>
    public bool TryGetValue(Socket socket, out T value)
    {
        ArgumentNullException.ThrowIfNull(socket);
        return TryGetValue(socket.SafeHandle, out value);
    }

    /// <summary>Writes the value of a socket.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="value">The value.</param>
    /// <param name="mode">Whether it may, must or must not have one.</param>
    /// <returns>False where the mode forbids it.</returns>
    /// <exception cref="BpfException">The kernel refuses.</exception>
    public bool Update(Socket socket, T value, UpdateMode mode = UpdateMode.Any)
    {
        ArgumentNullException.ThrowIfNull(socket);
        return Update(socket.SafeHandle, value, mode);
    }

    /// <summary>Takes the value of a socket away.</summary>
    /// <param name="socket">The socket.</param>
    /// <returns>Whether it had one.</returns>
    /// <exception cref="BpfException">The kernel refuses.</exception>
    public bool Remove(Socket socket)
    {
        ArgumentNullException.ThrowIfNull(socket);
        return Remove(socket.SafeHandle);
    }

    static SkStorage<T> IMapHandle<SkStorage<T>>.Create(LoadedMap map) => new(map);

    static bool IMapHandle<SkStorage<T>>.Takes(MapType type) => type == MapType.SkStorage;
}
