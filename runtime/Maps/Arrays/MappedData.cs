using System;
using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Threading;
using BpfGen.Interop;
using BpfGen.Loading;

namespace BpfGen;

/// <summary>
/// The global variables of an object's section (<c>.data</c>, <c>.bss</c>, <c>.rodata</c>), mapped into the process when the first one is asked for.
/// What the generator makes of a section derives from this, and gives a reference to each variable: no system call is made to read or write one.
/// </summary>
/// <remarks>
/// <para>
/// Programs change variables at any time: <see cref="Interlocked"/> and <see cref="Volatile"/> work on them as on any other memory. Those of a
/// <c>.rodata</c> nobody changes: the verifier knows their values, and leaves out what they make unreachable.
/// </para>
/// <para>
/// The memory is given back when nothing refers to this any more, not when the object is disposed: a reference into it must not lead nowhere. After
/// that references taken before stay valid for as long as this is reachable; no new one is given.
/// </para>
/// </remarks>
public abstract unsafe class MappedData : BpfMap
{
    private readonly bool _isReadOnly;
    private MappedMemory? _memory;

    /// <summary>Where the variables are; null before the first is asked for, and once the map is disposed.</summary>
    private byte* _start;

    /// <summary>Makes the handle of a section.</summary>
    /// <param name="map">The map that holds it.</param>
    /// <param name="size">The size of the section in bytes.</param>
    /// <param name="isReadOnly">Nobody changes it once it is loaded.</param>
    /// <exception cref="InvalidOperationException">The map is smaller.</exception>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected MappedData(LoadedMap map, int size, bool isReadOnly)
        : base(map)
    {
        // Options may make the section larger, never smaller.
        if (size > ValueSize)
        {
            throw new InvalidOperationException($"The variables have {size} bytes, and map '{map.Definition.Name}' has {ValueSize}.");
        }

        _isReadOnly = isReadOnly;
    }

    /// <summary>A variable.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <param name="offset">Where it stands in the section, in bytes. It is the caller's to know that it does: this is not checked.</param>
    /// <exception cref="ObjectDisposedException">The object was disposed.</exception>
    /// <exception cref="BpfException">The kernel refuses (<c>mmap</c>).</exception>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected ref T Variable<T>(int offset)
        where T : unmanaged
    {
        // One load and one test of what is nearly always there: as near to a variable of one's own as safety allows.
        var start = _start;
        return ref Unsafe.AsRef<T>((start == null ? Map() : start) + offset);
    }

    /// <summary>The elements of a variable that is an array.</summary>
    /// <typeparam name="T">Their type.</typeparam>
    /// <param name="offset">Where the first stands in the section, in bytes. It is the caller's to know that all of them do: this is not checked.</param>
    /// <param name="count">How many there are.</param>
    /// <exception cref="ObjectDisposedException">The object was disposed.</exception>
    /// <exception cref="BpfException">The kernel refuses (<c>mmap</c>).</exception>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected Span<T> Variables<T>(int offset, int count)
        where T : unmanaged => new(Unsafe.AsPointer(ref Variable<T>(offset)), count);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _start = null;
    }

    private byte* Map()
    {
        ObjectDisposedException.ThrowIf(Descriptor.IsClosed, this);
        if (_memory is not { } memory)
        {
            memory = MappedMemory.TryMap(Descriptor, (nuint)ValueSize, _isReadOnly) ?? throw Failure("mmap", Errno.Last);
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
