using System;
using System.Runtime.InteropServices;
using BpfGen.Interop;
using BpfGen.Maps;

namespace BpfGen;

/// <content>Operations on many elements at once, and access through shared memory.</content>
public sealed partial class ArrayMap<TValue>
{
    private const uint FlagMappable = 1 << 10;
    private const int MaxBatchSize = 256;

    private MappedMemory? _memory;

    int IEntryBatches<uint, TValue>.ValuesPerEntry => 1;

    /// <summary>
    /// Whether programs and this process can share the array's memory (<c>BPF_F_MMAPABLE</c>, Linux 5.5). Required for <see cref="AsSpan"/>
    /// and <see cref="At"/>.
    /// </summary>
    public bool IsMappable => (Flags & FlagMappable) != 0;

    /// <summary>Reads consecutive elements, with one system call for each 256 elements (before Linux 5.6: one for each element).</summary>
    /// <param name="start">The index of the first element.</param>
    /// <param name="values">Receives the values. The length of the span is the number of elements to read.</param>
    /// <exception cref="ArgumentOutOfRangeException">The range ends after the last element.</exception>
    /// <exception cref="BpfException">The kernel rejected the command.</exception>
    public void Read(uint start, Span<TValue> values)
    {
        CheckRange(start, values.Length);
        Span<uint> keys = stackalloc uint[MaxBatchSize];
        var cursor = default(BatchCursor<uint>);
        if (start > 0)
        {
            cursor.IsStarted = true;
            cursor.Place.Key = start - 1;
        }

        while (!values.IsEmpty)
        {
            var count = Math.Min(values.Length, MaxBatchSize);
            var read = ReadBatch(
                BpfCommand.MapLookupBatch,
                ref cursor,
                keys[..count],
                ref MemoryMarshal.GetReference(MemoryMarshal.AsBytes(values)),
                ValueSize);
            values = values[read..];
            if (read == 0)
            {
                throw Failure("BPF_MAP_LOOKUP_BATCH", Errno.ENOENT);
            }
        }
    }

    /// <summary>Writes consecutive elements, with one system call for each 256 elements (before Linux 5.6: one for each element).</summary>
    /// <param name="start">The index of the first element.</param>
    /// <param name="values">The new values. The length of the span is the number of elements to write.</param>
    /// <exception cref="ArgumentOutOfRangeException">The range ends after the last element.</exception>
    /// <exception cref="BpfException">The kernel rejected the command.</exception>
    public void Write(uint start, ReadOnlySpan<TValue> values)
    {
        CheckRange(start, values.Length);
        using var clean = new CleanSpan<TValue>(values);
        values = clean.Span;
        Span<uint> keys = stackalloc uint[MaxBatchSize];
        while (!values.IsEmpty)
        {
            var count = Math.Min(values.Length, MaxBatchSize);
            for (var i = 0; i < count; i++)
            {
                keys[i] = start++;
            }

            WriteBatch<uint>(keys[..count], ref MemoryMarshal.GetReference(MemoryMarshal.AsBytes(values)), ValueSize);
            values = values[count..];
        }
    }

    /// <summary>
    /// Returns all elements as memory that is shared with the programs. Reads and
    /// writes need no system call. Programs change the elements at any time.
    /// </summary>
    /// <returns>All elements. The memory stays valid as long as this object is reachable, even after this object is disposed.</returns>
    /// <exception cref="InvalidOperationException">
    /// <see cref="IsMappable"/> is false. Or the value size is not a multiple of 8 bytes, so that the elements have padding between them.
    /// In that case, use <see cref="At"/>.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The map was disposed.</exception>
    /// <exception cref="BpfException">The kernel rejected <c>mmap</c>: <c>EPERM</c> if the map is frozen.</exception>
    public unsafe Span<TValue> AsSpan()
    {
        var memory = Map();
        return ValueSize % 8 == 0
            ? new Span<TValue>((void*)memory.Address, checked((int)Length))
            : throw new InvalidOperationException(
                $"The values of map '{Name}' have {ValueSize} bytes but are {Stride} bytes apart, so they do not form a span. Use At.");
    }

    /// <summary>
    /// Returns a reference to an element in memory that is shared with the programs. Reads
    /// and writes need no system call. Programs change the element at any time.
    /// </summary>
    /// <param name="index">The index of the element.</param>
    /// <returns>A reference. It stays valid as long as this object is reachable, even after this object is disposed.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The index is not below <see cref="Length"/>.</exception>
    /// <exception cref="InvalidOperationException"><see cref="IsMappable"/> is false.</exception>
    /// <exception cref="ObjectDisposedException">The map was disposed.</exception>
    /// <exception cref="BpfException">The kernel rejected <c>mmap</c>: <c>EPERM</c> if the map is frozen.</exception>
    public unsafe ref TValue At(uint index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Length);
        return ref *(TValue*)(Map().Address + ((nint)index * Stride));
    }

    int IEntryBatches<uint, TValue>.ReadBatch(ref BatchCursor<uint> cursor, Span<uint> keys, Span<TValue> values)
    {
        if (keys.Length != values.Length)
        {
            throw new ArgumentException($"The number of keys ({keys.Length}) and the number of values ({values.Length}) differ.");
        }

        return ReadBatch(
            BpfCommand.MapLookupBatch, ref cursor, keys, ref MemoryMarshal.GetReference(MemoryMarshal.AsBytes(values)), ValueSize);
    }

    private int Stride => (ValueSize + 7) & ~7;

    private MappedMemory Map()
    {
        Disposed.ThrowIf(Descriptor.IsClosed, Descriptor.Subject);
        if (_memory is { } mapped)
        {
            return mapped;
        }

        if (!IsMappable)
        {
            throw new InvalidOperationException(
                $"The memory of map '{Name}' cannot be shared, because the map was created without BPF_F_MMAPABLE.");
        }

        var memory = MappedMemory.TryMap(Descriptor, (nuint)(Stride * (long)Length), isReadOnly: false)
            ?? throw Failure("mmap", Errno.Last, Errno.Last == Errno.EPERM && IsFrozen ? "The map is frozen: read it by index." : null);
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
