using System;
using System.ComponentModel;
using System.Runtime.CompilerServices;
using BpfGen.Interop;
using BpfGen.Loading;
using BpfGen.Maps;

namespace BpfGen;

/// <summary>
/// An arena: memory that eBPF programs and this process share (<c>BPF_MAP_TYPE_ARENA</c>, Linux 6.9). Both can build data structures in the
/// arena: if one stores a pointer into the arena there, the pointer is also valid for the other.
/// </summary>
/// <remarks>
/// The arena stays mapped into this process as long as this object is reachable. The kernel allocates a page on first access. Programs
/// change the memory at any time. All members are safe to call from several threads at once.
/// </remarks>
public class ArenaMap : BpfMap, IMapHandle<ArenaMap>
{
    private readonly MappedMemory? _memory;

    /// <summary>
    /// Creates the handle of an arena, and maps the arena into this process. Mapping the arena gives it its address. The kernel rejects
    /// programs that use an arena without an address.
    /// </summary>
    /// <param name="map">The loaded map.</param>
    /// <exception cref="BpfException">The kernel rejected <c>mmap</c>.</exception>
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

    /// <summary>The size of the arena in bytes.</summary>
    public long Size { get; }

    /// <summary>The start address of the arena in this process. Pointers that programs store in the arena use the same address.</summary>
    /// <exception cref="InvalidOperationException">The map was not created: see <see cref="BpfMap.IsCreated"/>.</exception>
    public nint Address => _memory?.Address ?? Descriptor.DangerousGetHandle();

    /// <summary>Returns a reference to the data at a pointer that a program stored. No system call is made.</summary>
    /// <typeparam name="T">The type of the data, with the same layout as in the eBPF program.</typeparam>
    /// <param name="address">The pointer.</param>
    /// <returns>A reference. It stays valid as long as this object is reachable, even after this object is disposed.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The data is not completely inside the arena.</exception>
    /// <exception cref="ObjectDisposedException">The map was disposed.</exception>
    public unsafe ref T At<T>(ulong address)
        where T : unmanaged
    {
        Disposed.ThrowIf(Descriptor.IsClosed, Descriptor.Subject);
        var offset = address - (ulong)Address;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, (ulong)(Size - Unsafe.SizeOf<T>()), nameof(address));
        return ref Unsafe.AsRef<T>((void*)(Address + (nint)offset));
    }

    /// <summary>Whether this load created the arena, so that the loader must write the initial values of the arena's variables.</summary>
    internal bool IsNew { get; }

    /// <inheritdoc cref="At{T}(ulong)"/>
    public ref T At<T>(KernelAddress<T> address)
        where T : unmanaged => ref At<T>(address.Value);

    /// <summary>Returns a reference to one of the object's global variables in the arena.</summary>
    /// <typeparam name="T">The variable's type.</typeparam>
    /// <param name="offset">The variable's offset in the arena, in bytes.</param>
    /// <exception cref="ObjectDisposedException">The map was disposed.</exception>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected ref T Variable<T>(int offset)
        where T : unmanaged => ref At<T>((ulong)Address + (uint)offset);

    /// <summary>Returns the elements of an array variable.</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="offset">
    /// The offset of the first element in the arena, in bytes. This method checks only the first element: the caller ensures that all
    /// elements are inside the arena.
    /// </param>
    /// <param name="count">The number of elements.</param>
    /// <exception cref="ObjectDisposedException">The map was disposed.</exception>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected unsafe Span<T> Variables<T>(int offset, int count)
        where T : unmanaged => new(Unsafe.AsPointer(ref Variable<T>(offset)), count);

    /// <summary>Writes the initial values of the object's variables.</summary>
    internal unsafe void WriteFirst(ReadOnlySpan<byte> values)
    {
        if (values.Length > Size)
        {
            throw new BpfException(
                "Load",
                Subject,
                $"The object's variables need {values.Length} bytes, but the arena has {Size} bytes ({MaxEntries} pages). "
                + "Increase its max_entries.");
        }

        values.CopyTo(new Span<byte>((void*)Address, values.Length));
    }

    /// <summary>Creates an arena without an object file.</summary>
    /// <param name="pages">The size of the arena in memory pages (usually of 4,096 bytes).</param>
    /// <param name="options">The name, flags, NUMA node and pin; null for none.</param>
    /// <returns>The new map. Dispose it when you no longer need it.</returns>
    /// <exception cref="BpfException">
    /// The kernel rejected the map, or a map of another type or size is pinned at the path in the options.
    /// </exception>
    public static ArenaMap Create(uint pages, MapCreateOptions? options = null) =>
        MapCreation.Create<ArenaMap>(MapType.Arena, keySize: 0, valueSize: 0, pages, options, MapCreation.FlagMappable);

    static ArenaMap IMapHandle<ArenaMap>.Create(LoadedMap map) => new(map);

    static bool IMapHandle<ArenaMap>.Takes(MapType type) => type == MapType.Arena;

    private MappedMemory? TryMap(nint address)
    {
        var memory = MappedMemory.TryMapAt(address, Descriptor, (nuint)Size);
        if (memory is not null || Errno.Last != Errno.EEXIST)
        {
            return memory;
        }

        // The address may belong to an arena that was disposed. That arena's memory stays mapped until the garbage collector finds the
        // arena unreachable, so collect now.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return MappedMemory.TryMapAt(address, Descriptor, (nuint)Size);
    }

    private static string? Hint(int errno, MapDefinition definition) => errno switch
    {
        Errno.EEXIST => $"The map's map_extra requests address 0x{definition.Extra:x}, which this process already uses. "
            + "Choose another address, or remove map_extra.",
        Errno.EINVAL or Errno.EBUSY => "Another process has mapped this arena, so this process must map the arena at the same address. "
            + "Set that address in the arena's map_extra.",
        _ => null,
    };
}
