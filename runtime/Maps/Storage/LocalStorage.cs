using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using BpfGen.Interop;
using BpfGen.Loading;

namespace BpfGen;

/// <summary>
/// The base of maps with one value for each owner: a socket, file, thread or cgroup. When an owner is removed, the kernel removes its
/// value, too. In user space, a file descriptor identifies the owner.
/// </summary>
/// <typeparam name="T">The type of the values, with the same layout as in the eBPF program.</typeparam>
public abstract class LocalStorage<T> : BpfMap
    where T : unmanaged
{
    private protected LocalStorage(LoadedMap map)
        : base(map) => CheckType<T>(ValueSize, "values", map);

    /// <summary>Reads the value of an owner.</summary>
    /// <param name="owner">The owner's file descriptor.</param>
    /// <param name="value">A copy of the value; <c>default</c> if the owner has none.</param>
    /// <returns>True if the owner has a value; otherwise false.</returns>
    /// <exception cref="BpfException">
    /// The kernel rejected the command: <c>EBADF</c> if the descriptor does not refer to the kind of owner that the map requires.
    /// </exception>
    public bool TryGetValue(SafeHandle owner, out T value)
    {
        ArgumentNullException.ThrowIfNull(owner);
        using var lease = new FileDescriptor.Lease(owner);
        var key = lease.Number;
        Unsafe.SkipInit(out value);
        if (Lookup(ref Bytes(ref key), ref Bytes(ref value)))
        {
            return true;
        }

        value = default;
        return false;
    }

    /// <summary>Writes the value of an owner.</summary>
    /// <param name="owner">The owner's file descriptor.</param>
    /// <param name="value">The value.</param>
    /// <param name="mode">Whether the owner's value may, must or must not exist.</param>
    /// <returns>False if <paramref name="mode"/> did not allow the write: see <see cref="UpdateMode"/>.</returns>
    /// <exception cref="BpfException">
    /// The kernel rejected the command: <c>EBADF</c> if the descriptor does not refer to the kind of owner that the map requires.
    /// </exception>
    public bool Update(SafeHandle owner, T value, UpdateMode mode = UpdateMode.Any)
    {
        ArgumentNullException.ThrowIfNull(owner);
        using var lease = new FileDescriptor.Lease(owner);
        var key = lease.Number;
        return Update(ref Bytes(ref key), ref Clean(ref value), mode);
    }

    /// <summary>Removes the value of an owner.</summary>
    /// <param name="owner">The owner's file descriptor.</param>
    /// <returns>True if the owner had a value; otherwise false.</returns>
    /// <exception cref="BpfException">
    /// The kernel rejected the command: <c>EBADF</c> if the descriptor does not refer to the kind of owner that the map requires.
    /// </exception>
    public bool Remove(SafeHandle owner)
    {
        ArgumentNullException.ThrowIfNull(owner);
        using var lease = new FileDescriptor.Lease(owner);
        var key = lease.Number;
        return Delete(ref Bytes(ref key));
    }
}
