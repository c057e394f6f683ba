using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using BpfGen.Interop;
using BpfGen.Loading;

namespace BpfGen;

/// <summary>
/// Values that belong to sockets, files, threads or cgroups: each goes when what it belongs to goes. User space names their owners by file descriptors.
/// </summary>
/// <typeparam name="T">The type of the values, laid out as the program has it.</typeparam>
public abstract class LocalStorage<T> : BpfMap
    where T : unmanaged
{
    private protected LocalStorage(LoadedMap map)
        : base(map) => CheckType<T>(ValueSize, "values", map);

    /// <summary>Reads the value of an owner.</summary>
    /// <param name="owner">The owner's file descriptor.</param>
    /// <param name="value">The value.</param>
    /// <returns>Whether it has one.</returns>
    /// <exception cref="BpfException">The kernel refuses: <c>EBADF</c> for a file descriptor of something else.</exception>
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
    /// <param name="mode">Whether it may, must or must not have one.</param>
    /// <returns>False where the mode forbids it.</returns>
    /// <exception cref="BpfException">The kernel refuses: <c>EBADF</c> for a file descriptor of something else.</exception>
    public bool Update(SafeHandle owner, T value, UpdateMode mode = UpdateMode.Any)
    {
        ArgumentNullException.ThrowIfNull(owner);
        using var lease = new FileDescriptor.Lease(owner);
        var key = lease.Number;
        return Update(ref Bytes(ref key), ref Bytes(ref value), mode);
    }

    /// <summary>Takes the value of an owner away.</summary>
    /// <param name="owner">The owner's file descriptor.</param>
    /// <returns>Whether it had one.</returns>
    /// <exception cref="BpfException">The kernel refuses: <c>EBADF</c> for a file descriptor of something else.</exception>
    public bool Remove(SafeHandle owner)
    {
        ArgumentNullException.ThrowIfNull(owner);
        using var lease = new FileDescriptor.Lease(owner);
        var key = lease.Number;
        return Delete(ref Bytes(ref key));
    }
}
