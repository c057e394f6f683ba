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
    /// Returns the number of bytes between a position and the producer position, which is the end of the reserved records. The acquire read
    /// makes the records visible. If the position is not valid, returns 0, so that the reader sees no records.
    /// </summary>
    public ulong AvailableAt(ulong position)
    {
        var available = Volatile.Read(ref *_producer) - position;
        return available <= _size ? available : 0;
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

    /// <summary>Whether the next record is complete. It may be a discarded one.</summary>
    public bool HasRecord
    {
        get
        {
            var position = Consumed;
            var available = AvailableAt(position);
            return available != 0
                && (TryRead(ref position, ref available, out var record) || TryPass(ref position, ref available, record));
        }
    }

    /// <summary>Reads the record at a position, if it is complete and not discarded. The memory must have a record there.</summary>
    /// <param name="position">The position. It moves to the end of the record.</param>
    /// <param name="available">The bytes from the position to the end of the available records. The method subtracts the record.</param>
    /// <param name="record">The record.</param>
    /// <returns>False if there is no such record. Then <see cref="TryPass"/> knows what is there.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryRead(ref ulong position, ref ulong available, out RingRecord record)
    {
        var start = _data + (position & _mask);
        Prefetch.Behind(start);
        record = new RingRecord(start, Volatile.Read(ref *(uint*)start));

        // Compare sizes, not positions: a position near 2^64 wraps around.
        var size = record.SizeWithFlags;
        if (size > available)
        {
            return false;
        }

        position += size;
        available -= size;
        return true;
    }

    /// <summary>Moves past a record that is not for the reader.</summary>
    /// <param name="position">
    /// The position, where <see cref="TryRead"/> found no record. It moves to the end of a discarded record. If the size of the record is
    /// not valid, it moves to the end of the available records.
    /// </param>
    /// <param name="available">The bytes from the position to the end of the available records.</param>
    /// <param name="record">The record that <see cref="TryRead"/> saw.</param>
    /// <returns>False if the reader cannot go on: the record is still being written, or all available records were skipped.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryPass(ref ulong position, ref ulong available, RingRecord record)
    {
        if (record.IsBusy)
        {
            return false;
        }

        var isValid = record.WholeSize <= available;
        var size = isValid ? record.WholeSize : available;
        position += size;
        available -= size;
        return isValid;
    }

    /// <summary>Gives the space of the next record back to programs without returning the record.</summary>
    public void Skip()
    {
        var position = Valid(Consumed);
        var available = AvailableAt(position);
        if (available != 0 && !TryRead(ref position, ref available, out var record))
        {
            _ = TryPass(ref position, ref available, record);
        }

        Consumed = position;
    }
}
