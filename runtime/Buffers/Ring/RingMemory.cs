using System;
using System.Runtime.CompilerServices;
using System.Threading;

namespace BpfGen.Buffers;

/// <summary>
/// The memory of a ring buffer: the consumer's position, the producer's, and the data, which stands there twice in a row, so that no record wraps.
/// Positions only ever grow.
/// </summary>
/// <param name="consumer">The page of the consumer's position.</param>
/// <param name="producer">The page of the producer's position.</param>
/// <param name="data">The data.</param>
/// <param name="size">Its size in bytes, counted once: a power of two.</param>
/// <remarks>A struct, so that a loop over records has all of it in registers and at hand.</remarks>
internal readonly unsafe struct RingMemory(byte* consumer, byte* producer, byte* data, int size)
{
    private readonly ulong* _consumer = (ulong*)consumer;
    private readonly ulong* _producer = (ulong*)producer;
    private readonly byte* _data = data;
    private readonly ulong _mask = (ulong)size - 1;

    /// <summary>How far has been read. Writing it gives the space to programs, after everything that was read from it.</summary>
    public ulong Consumed
    {
        get => *_consumer;
        set => Volatile.Write(ref *_consumer, value);
    }

    /// <summary>How far programs have reserved: from a position no further than the ring is long. What they wrote before is seen after this.</summary>
    public ulong ProducedFrom(ulong position) => position + Math.Min(Volatile.Read(ref *_producer) - position, _mask + 1);

    /// <summary>There is a record that programs have finished.</summary>
    public bool HasRecord
    {
        get
        {
            var position = Consumed;
            return TryRead(ref position, ProducedFrom(position), out _);
        }
    }

    /// <summary>Reads the record at a position.</summary>
    /// <param name="position">The position; it moves behind the record.</param>
    /// <param name="produced">How far there is anything to read.</param>
    /// <param name="record">The record.</param>
    /// <returns>False where there is no further record, or a program is still writing it. A size that makes no sense skips all there is.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryRead(ref ulong position, ulong produced, out RingRecord record)
    {
        record = default;
        if (position == produced)
        {
            return false;
        }

        var start = _data + (position & _mask);
        Prefetch.Behind(start);
        record = new RingRecord(start, Volatile.Read(ref *(uint*)start));
        if (record.IsBusy)
        {
            return false;
        }

        var next = position + record.WholeSize;
        if (next > produced)
        {
            position = produced;
            return false;
        }

        position = next;
        return true;
    }

    /// <summary>Gives the space of the record that comes next to programs.</summary>
    public void Skip()
    {
        var position = Consumed;
        _ = TryRead(ref position, ProducedFrom(position), out _);
        Consumed = position;
    }
}
