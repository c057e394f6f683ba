using System;
using System.Runtime.CompilerServices;
using System.Threading;

namespace BpfGen;

/// <summary>
/// The memory of a ring buffer: the consumer's position, the producer's, and the data, which stands there twice in a row, so that no record wraps.
/// Positions only ever grow.
/// </summary>
/// <param name="consumer">The page of the consumer's position.</param>
/// <param name="producer">The page of the producer's position.</param>
/// <param name="data">The data.</param>
/// <param name="size">Its size in bytes, counted once: a power of two.</param>
internal sealed unsafe class RingMemory(byte* consumer, byte* producer, byte* data, int size)
{
    private const uint BusyBit = 1u << 31;
    private const uint DiscardBit = 1u << 30;
    private const int HeaderSize = 8;

    /// <summary>How far programs have reserved. What they wrote before is seen after this.</summary>
    public ulong Produced => Volatile.Read(ref *(ulong*)producer);

    /// <summary>How far has been read. Writing it gives the space to programs, after everything that was read from it.</summary>
    public ulong Consumed
    {
        get => *(ulong*)consumer;
        set => Volatile.Write(ref *(ulong*)consumer, value);
    }

    /// <summary>Reads the record at a position.</summary>
    /// <param name="position">The position; it moves behind the record.</param>
    /// <param name="produced">How far there is anything to read.</param>
    /// <param name="isDiscarded">The program has thought better of it.</param>
    /// <param name="record">The record.</param>
    /// <returns>False where there is no further record, or a program is still writing it. A size that makes no sense skips all there is.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryRead(ref ulong position, ulong produced, out bool isDiscarded, out ReadOnlySpan<byte> record)
    {
        isDiscarded = false;
        record = default;
        var available = produced - position;
        if (available is 0)
        {
            return false;
        }

        var start = (int)(position & (ulong)(size - 1));
        var header = Volatile.Read(ref *(uint*)(data + start));
        if ((header & BusyBit) != 0)
        {
            return false;
        }

        var length = header & ~(BusyBit | DiscardBit);
        var whole = ((ulong)length + HeaderSize + 7) & ~7ul;
        if (whole > available || whole > (ulong)size)
        {
            position = produced;
            return false;
        }

        isDiscarded = (header & DiscardBit) != 0;
        record = new ReadOnlySpan<byte>(data + start + HeaderSize, (int)length);
        position += whole;
        return true;
    }
}
