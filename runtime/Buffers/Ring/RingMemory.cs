using System.Runtime.CompilerServices;
using System.Threading;

namespace BpfGen.Buffers;

/// <summary>
/// The memory of a ring buffer: the consumer position, the producer position, and the data. The data is mapped twice in a row, so that no
/// record wraps. Positions only increase. The consumer position is not trusted: every process that has the map can write it.
/// </summary>
/// <param name="consumer">The page with the consumer position.</param>
/// <param name="producer">The page with the producer position.</param>
/// <param name="data">The start of the data.</param>
/// <param name="size">The size of the data in bytes, not counting the second mapping: a power of two.</param>
/// <remarks>A struct, so that a loop over records can keep all fields in registers.</remarks>
internal readonly unsafe struct RingMemory(byte* consumer, byte* producer, byte* data, int size)
{
    private const ulong Alignment = 8;

    private readonly ulong* _consumer = (ulong*)consumer;
    private readonly ulong* _producer = (ulong*)producer;
    private readonly byte* _data = data;
    private readonly ulong _size = (ulong)size;

    /// <summary>The bits of a position that are the offset in the data. Records begin at multiples of 8 bytes.</summary>
    private readonly ulong _mask = (ulong)size - Alignment;

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
    /// Reads the producer position: the end of the reserved records. The acquire read makes the records before it visible. If the given
    /// position is not valid, returns the given position, so that the reader sees no records.
    /// </summary>
    public ulong ProducedFrom(ulong position)
    {
        var available = Volatile.Read(ref *_producer) - position;
        return position + (available <= _size ? available : 0);
    }

    /// <summary>
    /// Returns the position if it is valid, otherwise the producer position. A position is not valid if it is after the producer position,
    /// or more than the size of the buffer before the producer position. Only another process can write such a consumer position. All
    /// records before the result are lost.
    /// </summary>
    public ulong Valid(ulong position)
    {
        var produced = Volatile.Read(ref *_producer);
        return produced - position <= _size ? position : produced;
    }

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

        // Compare sizes, not positions: a position near 2^64 wraps around.
        if (record.WholeSize > produced - position)
        {
            position = produced;
            return false;
        }

        position += record.WholeSize;
        return true;
    }

    /// <summary>Gives the space of the next record back to programs without returning the record.</summary>
    public void Skip()
    {
        var position = Valid(Consumed);
        _ = TryRead(ref position, ProducedFrom(position), out _);
        Consumed = position;
    }
}
