using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using BpfGen.Interop;
using BpfGen.Maps;

namespace BpfGen;

/// <content>Commands for single entries. For map types without keys, pass a null reference as the key.</content>
public partial class BpfMap
{
    /// <summary>The maximum size of a key plus a value in bytes for a short command (see <see cref="_shortDescriptor"/>).</summary>
    private const int MaxShortCopySize = 1024;

    /// <summary>The flag <c>BPF_F_LOCK</c>: the command holds the spin lock of the value.</summary>
    private const ulong FlagLock = 4;

    /// <summary>The flags of commands that read or write values: <c>BPF_F_LOCK</c> or none.</summary>
    private readonly ulong _elementFlags;

    /// <summary>
    /// The map's descriptor if commands on this map are short, so that their system calls can skip .NET's GC transition. A short command
    /// never waits, except for a page of memory. Null for other maps: their commands can wait for running programs, socket locks or kernel
    /// threads, or copy many bytes.
    /// </summary>
    private readonly FileDescriptor? _shortDescriptor;

    /// <returns>True if the entry exists; otherwise false.</returns>
    internal unsafe bool Lookup(ref readonly byte key, ref byte value)
    {
        fixed (byte* keyStart = &key, valueStart = &value)
        {
            return Element(BpfCommand.MapLookupElement, keyStart, valueStart, _elementFlags) switch
            {
                0 => true,
                Errno.ENOENT => false,
                var errno => throw Failure("BPF_MAP_LOOKUP_ELEM", errno, LockHint(errno)),
            };
        }
    }

    /// <returns>False if the mode did not allow the write: the entry already exists (NoExist) or does not exist (Exist).</returns>
    internal unsafe bool Update(ref readonly byte key, ref readonly byte value, UpdateMode mode)
    {
        fixed (byte* keyStart = &key, valueStart = &value)
        {
            return Element(BpfCommand.MapUpdateElement, keyStart, valueStart, (ulong)mode | _elementFlags) switch
            {
                0 => true,
                Errno.EEXIST when mode == UpdateMode.NoExist => false,
                Errno.ENOENT when mode == UpdateMode.Exist => false,
                var errno => throw Failure("BPF_MAP_UPDATE_ELEM", errno, KeyHint(errno, in key) ?? UpdateHint(errno)),
            };
        }
    }

    /// <returns>True if the entry was removed; false if it did not exist.</returns>
    internal unsafe bool Delete(ref readonly byte key)
    {
        fixed (byte* keyStart = &key)
        {
            return Element(BpfCommand.MapDeleteElement, keyStart, null) switch
            {
                0 => true,
                Errno.ENOENT => false,
                var errno => throw Failure("BPF_MAP_DELETE_ELEM", errno, KeyHint(errno, in key)),
            };
        }
    }

    /// <summary>Writes a file descriptor as the value. The kernel stores the object behind the descriptor.</summary>
    /// <returns>False if the mode did not allow the write.</returns>
    internal bool SetDescriptor(ref readonly byte key, SafeHandle handle, UpdateMode mode = UpdateMode.Any)
    {
        ArgumentNullException.ThrowIfNull(handle);
        using var lease = new FileDescriptor.Lease(handle);
        Span<byte> value = stackalloc byte[Math.Max(ValueSize, sizeof(ulong))];
        value.Clear();
        if (ValueSize == sizeof(ulong))
        {
            MemoryMarshal.Write(value, (ulong)lease.Number);
        }
        else
        {
            MemoryMarshal.Write(value, lease.Number);
        }

        return Update(in key, in MemoryMarshal.GetReference(value), mode);
    }

    /// <summary>Reads and removes an entry in one step.</summary>
    /// <returns>0 or the error number.</returns>
    internal unsafe int LookupAndDelete(ref readonly byte key, ref byte value)
    {
        fixed (byte* keyStart = &key, valueStart = &value)
        {
            return Bpf.Element(BpfCommand.MapLookupAndDeleteElement, Descriptor, keyStart, valueStart, _elementFlags);
        }
    }

    /// <returns>
    /// True if a socket was removed. False for an empty index, for which the kernel reports ENOENT or EINVAL, depending on the map type.
    /// </returns>
    private protected unsafe bool RemoveSocket(ref readonly byte key)
    {
        fixed (byte* keyStart = &key)
        {
            return Bpf.Element(BpfCommand.MapDeleteElement, Descriptor, keyStart, null) switch
            {
                0 => true,
                Errno.ENOENT => false,
                Errno.EINVAL when Type == MapType.SockMap => false,
                var errno => throw Failure("BPF_MAP_DELETE_ELEM", errno),
            };
        }
    }

    /// <summary>Finds the key after the given key. If the given key does not exist, the result is the first key.</summary>
    /// <param name="key">The key, or a null reference to find the first key.</param>
    /// <param name="next">Receives the next key.</param>
    /// <returns>False if there is no next key.</returns>
    internal unsafe bool NextKey(ref readonly byte key, ref byte next)
    {
        fixed (byte* keyStart = &key, nextStart = &next)
        {
            return Bpf.Element(BpfCommand.MapGetNextKey, Descriptor, keyStart, nextStart) switch
            {
                0 => true,
                Errno.ENOENT => false,
                var errno => throw Failure("BPF_MAP_GET_NEXT_KEY", errno),
            };
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private unsafe int Element(BpfCommand command, void* key, void* value, ulong flags = 0) => _shortDescriptor is { } descriptor
        ? Bpf.ShortElement(command, descriptor, key, value, flags)
        : Bpf.Element(command, Descriptor, key, value, flags);

    private bool IsShort() => Type is MapType.Hash or MapType.LruHash or MapType.Array && KeySize + (long)ValueSize <= MaxShortCopySize;

    /// <summary>Explains an error that an invalid key causes, such as a prefix length larger than the key; null for other errors.</summary>
    private protected string? KeyHint(int errno, ref readonly byte key)
    {
        if (errno != Errno.EINVAL || Type != MapType.LpmTrie)
        {
            return null;
        }

        var bits = Unsafe.ReadUnaligned<uint>(in key);
        var most = (KeySize - sizeof(uint)) * 8;
        return bits > most ? $"The key's prefix has a length of {bits} bits, but the keys of this map have at most {most}." : null;
    }

    /// <summary>Returns the usual fix for an update that the kernel rejected; null if none is known.</summary>
    private protected string? UpdateHint(int errno) => errno switch
    {
        Errno.E2BIG when KeySize == sizeof(uint) && IsIndexed(Type) => $"The index is out of range: the map has {MaxEntries} entries.",
        Errno.E2BIG => $"The map is full: it holds at most {MaxEntries} entries.",
        Errno.ENOSPC when Type == MapType.LpmTrie => $"The map is full: it holds at most {MaxEntries} entries.",
        Errno.ENOMEM when Type == MapType.CpuMap => "The kernel is out of memory, or the program is not in section xdp/cpumap.",
        Errno.EINVAL when Type == MapType.ProgramArray => ProgramArrayConflict.ExplainEntry(Descriptor, Name),
        Errno.EPERM when IsFrozen => "The map is frozen: user space cannot change it any more.",
        _ => LockHint(errno),
    };

    /// <summary>Explains why the kernel rejects a command that takes the spin lock of a value; null if the command takes no lock.</summary>
    private string? LockHint(int errno) => _elementFlags == 0 || errno != Errno.EINVAL ? null
        : "The handle takes the spin lock of the value (WithLock), but the kernel finds no lock there: "
            + "the value must have a member of type struct bpf_spin_lock, and the map must be created with BTF.";

    private static bool IsIndexed(MapType type) => type is MapType.Array or MapType.PerCpuArray
        or MapType.ProgramArray or MapType.PerfEventArray or MapType.CgroupArray or MapType.ArrayOfMaps
        or MapType.DevMap or MapType.CpuMap or MapType.XskMap or MapType.SockMap or MapType.ReusePortSockArray;
}
