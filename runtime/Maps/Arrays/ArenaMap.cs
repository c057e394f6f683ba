using System;
using System.ComponentModel;
using System.Runtime.CompilerServices;
using BpfGen.Interop;
using BpfGen.Loading;

namespace BpfGen;

/// <summary>
/// Memory that programs and this process share and build data structures in (<c>BPF_MAP_TYPE_ARENA</c>, Linux 6.9): a pointer that either stores in it
/// leads to the same place for both.
/// </summary>
/// <remarks>
/// It is mapped into this process as long as anything refers to this handle; a page has memory once it is touched. Programs change it at
/// any time. All members may be used from several threads at once.
/// </remarks>
public class ArenaMap : BpfMap, IMapHandle<ArenaMap>
{
    private readonly MappedMemory? _memory;

    /// <summary>Makes the handle of an arena, and maps it: the kernel takes no program that uses one before, since that decides on its address.</summary>
    /// <param name="map">The map.</param>
    /// <exception cref="BpfException">The kernel refuses (<c>mmap</c>).</exception>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected ArenaMap(LoadedMap map)
        : base(map)
    {
        IsNew = map.IsNew;
        Size = MaxEntries * (long)MappedMemory.PageSize;
        if (IsCreated)
        {
            _memory = TryMap((nint)map.Definition.Extra) ?? throw Failure("mmap", Errno.Last, Hint(Errno.Last, map.Definition));
        }
    }

    /// <summary>How many bytes it has room for.</summary>
    public long Size { get; }

    /// <summary>Where it begins, in this process and in the pointers that programs store.</summary>
    /// <exception cref="InvalidOperationException">The map was not created, because its options say so.</exception>
    public nint Address => _memory?.Address ?? Descriptor.DangerousGetHandle();

    /// <summary>What a pointer that a program has stored leads to.</summary>
    /// <typeparam name="T">What is there.</typeparam>
    /// <param name="address">The pointer.</param>
    /// <exception cref="ArgumentOutOfRangeException">It does not lead into the arena, or so near its end that not all of it would be inside.</exception>
    /// <exception cref="ObjectDisposedException">The map was disposed. References taken before stay valid for as long as this is reachable.</exception>
    public unsafe ref T At<T>(ulong address)
        where T : unmanaged
    {
        ObjectDisposedException.ThrowIf(Descriptor.IsClosed, this);
        var offset = address - (ulong)Address;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, (ulong)(Size - Unsafe.SizeOf<T>()), nameof(address));
        return ref Unsafe.AsRef<T>((void*)(Address + (nint)offset));
    }

    /// <summary>Nothing has been written into it yet.</summary>
    internal bool IsNew { get; }

    /// <inheritdoc cref="At{T}(ulong)"/>
    public ref T At<T>(KernelAddress<T> address)
        where T : unmanaged => ref At<T>(address.Value);

    /// <summary>A variable of the object's that stands in the arena.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <param name="offset">Where it stands, in bytes.</param>
    /// <exception cref="ObjectDisposedException">The map was disposed.</exception>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected ref T Variable<T>(int offset)
        where T : unmanaged => ref At<T>((ulong)Address + (uint)offset);

    /// <summary>The elements of a variable that is an array.</summary>
    /// <typeparam name="T">Their type.</typeparam>
    /// <param name="offset">Where the first stands, in bytes. It is the caller's to know that all of them are inside: only of the first this is checked.</param>
    /// <param name="count">How many there are.</param>
    /// <exception cref="ObjectDisposedException">The map was disposed.</exception>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected unsafe Span<T> Variables<T>(int offset, int count)
        where T : unmanaged => new(Unsafe.AsPointer(ref Variable<T>(offset)), count);

    /// <summary>Writes what the object's variables hold at first.</summary>
    internal unsafe void WriteFirst(ReadOnlySpan<byte> values)
    {
        if (values.Length > Size)
        {
            throw Failure("mmap", Errno.E2BIG, $"The object's variables in it take {values.Length} bytes, and its {MaxEntries} pages hold {Size}: give it more max_entries.");
        }

        values.CopyTo(new Span<byte>((void*)Address, values.Length));
    }

    static ArenaMap IMapHandle<ArenaMap>.Create(LoadedMap map) => new(map);

    static bool IMapHandle<ArenaMap>.Takes(MapType type) => type == MapType.Arena;

    private MappedMemory? TryMap(nint address)
    {
        var memory = MappedMemory.TryMapAt(address, Descriptor, (nuint)Size);
        if (memory is not null || Errno.Last != Errno.EEXIST)
        {
            return memory;
        }

        // What has the address may be an arena that was disposed, and whose memory stays until it is known that nothing refers to it.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return MappedMemory.TryMapAt(address, Descriptor, (nuint)Size);
    }

    private static string? Hint(int errno, in MapDefinition definition) => errno switch
    {
        Errno.EEXIST => $"Its map_extra asks for address 0x{definition.Extra:x}, where this process has something else: choose another, or none.",
        Errno.EINVAL or Errno.EBUSY => "An arena that another process has mapped can be mapped at the same address only: name one in its map_extra.",
        _ => null,
    };
}
