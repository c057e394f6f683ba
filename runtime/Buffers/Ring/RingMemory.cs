using System;
using System.Runtime.CompilerServices;
using System.Threading;

namespace BpfGen.Buffers;

/// <summary>
/// The memory of a ring buffer: the consumer position, the producer position, and the data. The data is mapped twice in a row, so that no
/// record wraps. Positions only increase.
/// </summary>
/// <param name="consumer">The page with the consumer position.</param>
/// <param name="producer">The page with the producer position.</param>
/// <param name="data">The start of the data.</param>
/// <param name="size">The size of the data in bytes, not counting the second mapping: a power of two.</param>
/// <remarks>A struct, so that a loop over records can keep all fields in registers.</remarks>
internal readonly unsafe struct RingMemory(byte* consumer, byte* producer, byte* data, int size)
{
    private readonly ulong* _consumer = (ulong*)consumer;
    private readonly ulong* _producer = (ulong*)producer;
    private readonly byte* _data = data;
    private readonly ulong _mask = (ulong)size - 1;

    /// <summary>
    /// The consumer position. Setting a position gives the space before this position back to programs. The release write comes after all
    /// reads of the records.
    /// </summary>
    public ulong Consumed
    {
        get => *_consumer;
        set => Volatile.Write(ref *_consumer, value);
    }

    /// <summary>
    /// Reads the producer position: the end of the reserved records. The result is at most one buffer size after the given position. The
    /// acquire read makes the records before it visible.
    /// </summary>
    public ulong ProducedFrom(ulong position) => position + Math.Min(Volatile.Read(ref *_producer) - position, _mask + 1);

    /// <summary>Whether the next record is complete.</summary>
    public bool HasRecord
    {
        get
        {
            var position = Consumed;
            return TryRead(ref position, ProducedFrom(position), out _);
        }
    }

    /// <summary>Reads the record at a position.</summary>
    /// <param name="position">The position. It moves to the end of the record.</param>
    /// <param name="produced">The end of the available records.</param>
    /// <param name="record">The record.</param>
    /// <returns>
    /// False if there is no record, or if a program is still writing it. If the size is invalid, all available data is skipped.
    /// </returns>
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

    /// <summary>Gives the space of the next record back to programs without returning the record.</summary>
    public void Skip()
    {
        var position = Consumed;
        _ = TryRead(ref position, ProducedFrom(position), out _);
        Consumed = position;
    }
}
