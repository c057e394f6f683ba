using System;
using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Threading;
using BpfGen.Interop;
using BpfGen.Loading;

namespace BpfGen;

/// <summary>
/// The global variables of one data section (<c>.data</c>, <c>.bss</c>, <c>.rodata</c>). The generator derives a class for each section,
/// which has a property that returns a reference for each variable. Reads and writes need no system call.
/// </summary>
/// <remarks>
/// <para>
/// The section is mapped into the process on first access. Programs change variables at any time: use <see cref="Interlocked"/> and
/// <see cref="Volatile"/> as for any shared memory. Variables in <c>.rodata</c> never change after the load: the verifier knows their
/// values and removes code that cannot run with these values.
/// </para>
/// <para>
/// References to variables stay valid as long as this object is reachable, even after the eBPF object is disposed. The memory is unmapped
/// only when this object becomes unreachable. After disposal, the properties throw <see cref="ObjectDisposedException"/>.
/// </para>
/// </remarks>
public abstract unsafe class MappedData : BpfMap
{
    private readonly bool _isReadOnly;
    private MappedMemory? _memory;

    /// <summary>The start of the mapped section. Null before the first access and after the map is disposed.</summary>
    private byte* _start;

    /// <summary>Creates the handle of the map that holds a section's variables.</summary>
    /// <param name="map">The loaded map with the section's data.</param>
    /// <param name="size">The size of the section in bytes.</param>
    /// <param name="isReadOnly">Whether the section's variables cannot change after the load (<c>.rodata</c>).</param>
    /// <exception cref="InvalidOperationException">The map's value is smaller than <paramref name="size"/>.</exception>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected MappedData(LoadedMap map, int size, bool isReadOnly)
        : base(map)
    {
        // Load options can make the section larger, but not smaller.
        if (size > ValueSize)
        {
            throw new InvalidOperationException($"The variables have {size} bytes, but map '{map.Definition.Name}' has {(uint)ValueSize}.");
        }

        _isReadOnly = isReadOnly;
    }

    /// <summary>Returns a reference to a variable.</summary>
    /// <typeparam name="T">The variable's type.</typeparam>
    /// <param name="offset">
    /// The variable's offset in the section, in bytes. The offset is not checked: the caller ensures that it is correct.
    /// </param>
    /// <exception cref="ObjectDisposedException">The map was disposed.</exception>
    /// <exception cref="BpfException">The kernel rejected <c>mmap</c>.</exception>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected ref T Variable<T>(int offset)
        where T : unmanaged
    {
        // The common path has only one load and one test, so that access is nearly as fast as to a normal field.
        var start = _start;
        return ref Unsafe.AsRef<T>((start == null ? Map() : start) + offset);
    }

    /// <summary>Returns the elements of an array variable.</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="offset">
    /// The offset of the first element in the section, in bytes. The offset is not checked: the caller ensures that it is correct.
    /// </param>
    /// <param name="count">The number of elements.</param>
    /// <exception cref="ObjectDisposedException">The map was disposed.</exception>
    /// <exception cref="BpfException">The kernel rejected <c>mmap</c>.</exception>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected Span<T> Variables<T>(int offset, int count)
        where T : unmanaged => new(Unsafe.AsPointer(ref Variable<T>(offset)), count);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _start = null;
    }

    private BpfException MapFailure(int errno) => Failure(
        "mmap",
        errno,
        errno == Errno.EINVAL ? "Variables are read from mapped memory. Add the flag BPF_F_MMAPABLE to the map's Flags." : null);

    private byte* Map()
    {
        Disposed.ThrowIf(Descriptor.IsClosed, Descriptor.Subject);
        if (_memory is not { } memory)
        {
            memory = MappedMemory.TryMap(Descriptor, (nuint)ValueSize, _isReadOnly) ?? throw MapFailure(Errno.Last);
            if (Interlocked.CompareExchange(ref _memory, memory, null) is { } earlier)
            {
                memory.Dispose();
                memory = earlier;
            }
        }

        _start = (byte*)memory.Address;
        return (byte*)memory.Address;
    }
}
