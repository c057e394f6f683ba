using System.Threading;

namespace BpfGen.Buffers;

/// <summary>
/// The memory of a ring buffer that user space writes and programs read: the consumer position, the producer position, and the data. The
/// data is mapped twice in a row, so that no record wraps. Positions only increase. One thread at a time may reserve a record. Any thread
/// may finish a record, and records may be finished in any order.
/// </summary>
/// <param name="consumer">The page with the consumer position.</param>
/// <param name="producer">The page with the producer position.</param>
/// <param name="data">The start of the data.</param>
/// <param name="size">The size of the data in bytes, not counting the second mapping: a power of two.</param>
internal sealed unsafe class UserRingMemory(byte* consumer, byte* producer, byte* data, int size)
{
    private const uint BusyBit = 1u << 31;
    private const uint DiscardBit = 1u << 30;
    private const int HeaderSize = 8;

    /// <summary>The maximum size of a record in bytes.</summary>
    public int LargestRecord => size - HeaderSize;

    /// <summary>Reserves a record. Programs receive no later records until this record is finished.</summary>
    /// <param name="length">The size of the record in bytes.</param>
    /// <returns>The start of the record's data, or null if the buffer is full.</returns>
    public byte* TryReserve(int length)
    {
        // Do not trust the producer position, because every process that has the map can write it. If the positions contradict each other,
        // treat the buffer as full. The mask below makes the offset a multiple of 8, because each record begins at such an offset.
        var consumed = Volatile.Read(ref *(ulong*)consumer);
        var produced = Volatile.Read(ref *(ulong*)producer);
        var used = produced - consumed;
        var whole = ((ulong)length + HeaderSize + 7) & ~7ul;
        if (used > (ulong)size || whole > (ulong)size - used)
        {
            return null;
        }

        var header = data + (produced & (ulong)(size - HeaderSize));
        *(uint*)header = (uint)length | BusyBit;
        *(uint*)(header + sizeof(uint)) = 0;

        // The release write publishes the record after its header, so that programs never see it without the header.
        Volatile.Write(ref *(ulong*)producer, produced + whole);
        return header + HeaderSize;
    }

    /// <summary>
    /// Finishes a record. The program that reads the record sees all bytes that were written to the record before this call.
    /// </summary>
    /// <param name="record">The start of the record's data.</param>
    /// <param name="isDiscarded">Whether programs skip the record.</param>
    public static void Finish(byte* record, bool isDiscarded)
    {
        ref var header = ref *(uint*)(record - HeaderSize);
        Volatile.Write(ref header, (header & ~BusyBit) | (isDiscarded ? DiscardBit : 0));
    }
}
