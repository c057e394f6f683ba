using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using BpfGen.Interop;

namespace BpfGen;

/// <content>The commands on single elements. A key that a kind of map does not have is a null reference.</content>
public partial class BpfMap
{
    private const int MostCopiedShortly = 1024;

    /// <summary>
    /// The descriptor, of a map that is looked into and written to without waiting for anything but memory, as code does that touches a page; null for others, where
    /// the kernel waits for programs that run, for locks of sockets, or for threads of its own, or has much to copy.
    /// </summary>
    private readonly FileDescriptor? _shortDescriptor;

    /// <returns>Whether there was such an entry.</returns>
    internal unsafe bool Lookup(ref readonly byte key, ref byte value)
    {
        fixed (byte* keyStart = &key, valueStart = &value)
        {
            return Element(BpfCommand.MapLookupElement, keyStart, valueStart) switch
            {
                0 => true,
                Errno.ENOENT => false,
                var errno => throw Failure("BPF_MAP_LOOKUP_ELEM", errno),
            };
        }
    }

    /// <returns>False where the mode forbids it: the entry is there already, or is not.</returns>
    internal unsafe bool Update(ref readonly byte key, ref readonly byte value, UpdateMode mode)
    {
        fixed (byte* keyStart = &key, valueStart = &value)
        {
            return Element(BpfCommand.MapUpdateElement, keyStart, valueStart, (ulong)mode) switch
            {
                0 => true,
                Errno.EEXIST when mode == UpdateMode.NoExist => false,
                Errno.ENOENT when mode == UpdateMode.Exist => false,
                var errno => throw Failure("BPF_MAP_UPDATE_ELEM", errno, UpdateHint(errno)),
            };
        }
    }

    /// <returns>Whether there was such an entry.</returns>
    internal unsafe bool Delete(ref readonly byte key)
    {
        fixed (byte* keyStart = &key)
        {
            return Element(BpfCommand.MapDeleteElement, keyStart, null) switch
            {
                0 => true,
                Errno.ENOENT => false,
                var errno => throw Failure("BPF_MAP_DELETE_ELEM", errno),
            };
        }
    }

    /// <summary>Writes a file descriptor, as wide as the map's values are, of which the kernel keeps what it stands for.</summary>
    /// <returns>False where the mode forbids it.</returns>
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

    /// <summary>Takes an entry out and hands over its value, in one step.</summary>
    /// <returns>0, or the error number.</returns>
    internal unsafe int LookupAndDelete(ref readonly byte key, ref byte value)
    {
        fixed (byte* keyStart = &key, valueStart = &value)
        {
            return Bpf.Element(BpfCommand.MapLookupAndDeleteElement, Descriptor, keyStart, valueStart);
        }
    }

    /// <returns>Whether there was one: of a place without a socket some of these maps say that it is not there, and others that it is not valid.</returns>
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

    /// <summary>The key after another; after one that is not there, the first.</summary>
    /// <param name="key">A key, or a null reference for the first.</param>
    /// <param name="next">Where the next one goes.</param>
    /// <returns>Whether there is one.</returns>
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

    private bool IsShort() => Type is MapType.Hash or MapType.LruHash or MapType.Array && KeySize + (long)ValueSize <= MostCopiedShortly;

    /// <summary>What usually fixes an update that the kernel refuses; null where nothing is known.</summary>
    private protected string? UpdateHint(int errno) => errno switch
    {
        Errno.E2BIG when KeySize == sizeof(uint) && IsIndexed(Type) => $"It has {MaxEntries} entries, from 0.",
        Errno.E2BIG => $"The map is full: it holds at most {MaxEntries} entries.",
        Errno.ENOSPC when Type == MapType.LpmTrie => $"The map is full: it holds at most {MaxEntries} entries.",
        Errno.ENOMEM when Type == MapType.CpuMap => "The kernel has no memory for it, or the program is not one of section xdp/cpumap.",
        Errno.EPERM when IsFrozen => "It is frozen: user space cannot change it any more.",
        _ => null,
    };

    private static bool IsIndexed(MapType type) => type is MapType.Array or MapType.PerCpuArray or MapType.ProgramArray or MapType.PerfEventArray
        or MapType.CgroupArray or MapType.ArrayOfMaps or MapType.DevMap or MapType.CpuMap or MapType.XskMap or MapType.SockMap or MapType.ReusePortSockArray;
}
