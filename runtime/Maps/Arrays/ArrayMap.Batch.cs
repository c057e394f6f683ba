using System;
using System.Runtime.InteropServices;
using BpfGen.Interop;

namespace BpfGen;

/// <content>Many elements at once, and all of them as memory.</content>
public sealed partial class ArrayMap<TValue>
{
    private const uint FlagMappable = 1 << 10;
    private const int LargestBatch = 256;

    private MappedMemory? _memory;

    /// <summary>Whether programs and this process can share its memory (<c>BPF_F_MMAPABLE</c>, Linux 5.5): see <see cref="AsSpan"/> and <see cref="At"/>.</summary>
    public bool IsMappable => (Flags & FlagMappable) != 0;

    /// <summary>Reads elements in a row, with a system call for every 256 of them (one each before Linux 5.6).</summary>
    /// <param name="start">The first one.</param>
    /// <param name="values">Where they go.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are not so many elements.</exception>
    /// <exception cref="BpfException">The kernel refuses.</exception>
    public void Read(uint start, Span<TValue> values)
    {
        CheckRange(start, values.Length);
        Span<uint> keys = stackalloc uint[LargestBatch];
        var cursor = default(BatchCursor<uint>);
        if (start > 0)
        {
            cursor.IsStarted = true;
            cursor.Place.Key = start - 1;
        }

        while (!values.IsEmpty)
        {
            var count = Math.Min(values.Length, LargestBatch);
            var read = ReadBatch(
                BpfCommand.MapLookupBatch, ref cursor, keys[..count], ref MemoryMarshal.GetReference(MemoryMarshal.AsBytes(values)), ValueSize);
            values = values[read..];
            if (read == 0)
            {
                throw Failure("BPF_MAP_LOOKUP_BATCH", Errno.ENOENT);
            }
        }
    }

    /// <summary>Writes elements in a row, with a system call for every 256 of them (one each before Linux 5.6).</summary>
    /// <param name="start">The first one.</param>
    /// <param name="values">What they shall be.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are not so many elements.</exception>
    /// <exception cref="BpfException">The kernel refuses.</exception>
    public void Write(uint start, ReadOnlySpan<TValue> values)
    {
        CheckRange(start, values.Length);
        Span<uint> keys = stackalloc uint[LargestBatch];
        while (!values.IsEmpty)
        {
            var count = Math.Min(values.Length, LargestBatch);
            for (var i = 0; i < count; i++)
            {
                keys[i] = start++;
            }

            WriteBatch<uint>(keys[..count], ref MemoryMarshal.GetReference(MemoryMarshal.AsBytes(values)), ValueSize);
            values = values[count..];
        }
    }

    /// <summary>
    /// The elements in memory that programs share: no system call is made to read or write one. Programs change them at any time.
    /// </summary>
    /// <returns>All elements. The memory is there as long as anything refers to this handle, also once it is disposed.</returns>
    /// <exception cref="InvalidOperationException">The map is not mappable, or the size of its values is no multiple of 8, so that they do not stand side by side: see <see cref="At"/>.</exception>
    /// <exception cref="ObjectDisposedException">The map was disposed.</exception>
    /// <exception cref="BpfException">The kernel refuses (<c>mmap</c>): <c>EPERM</c> where the map is frozen.</exception>
    public unsafe Span<TValue> AsSpan()
    {
        var memory = Map();
        return ValueSize % 8 == 0
            ? new Span<TValue>((void*)memory.Address, checked((int)Length))
            : throw new InvalidOperationException($"The values of map '{Name}' have {ValueSize} bytes and stand {Stride} apart: they are no span.");
    }

    /// <summary>An element in memory that programs share: no system call is made to read or write it. Programs change it at any time.</summary>
    /// <param name="index">Which one.</param>
    /// <returns>A reference. The memory is there as long as anything refers to this handle, also once it is disposed.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such element.</exception>
    /// <exception cref="InvalidOperationException">The map is not mappable.</exception>
    /// <exception cref="ObjectDisposedException">The map was disposed.</exception>
    /// <exception cref="BpfException">The kernel refuses (<c>mmap</c>): <c>EPERM</c> where the map is frozen.</exception>
    public unsafe ref TValue At(uint index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Length);
        return ref *(TValue*)(Map().Address + ((nint)index * Stride));
    }

    private int Stride => (ValueSize + 7) & ~7;

    private MappedMemory Map()
    {
        ObjectDisposedException.ThrowIf(Descriptor.IsClosed, this);
        if (_memory is { } mapped)
        {
            return mapped;
        }

        if (!IsMappable)
        {
            throw new InvalidOperationException($"The memory of map '{Name}' cannot be shared: it was not created with BPF_F_MMAPABLE.");
        }

        var memory = MappedMemory.TryMap(Descriptor, (nuint)(Stride * (long)Length), isReadOnly: false)
            ?? throw Failure("mmap", Errno.Last, Errno.Last == Errno.EPERM && IsFrozen ? "It is frozen: read it by index." : null);
        if (System.Threading.Interlocked.CompareExchange(ref _memory, memory, null) is { } earlier)
        {
            memory.Dispose();
            return earlier;
        }

        return memory;
    }

    private void CheckRange(uint start, int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start, Length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)count, Length - start);
    }
}
