using System.Threading;

namespace BpfGen.Buffers;

/// <summary>
/// The memory of a ring buffer that user space writes and programs read: the consumer's position, the producer's, and the data, which stands there
/// twice in a row, so that no record wraps. Positions only ever grow. One thread at a time reserves; records are finished by any, in any order.
/// </summary>
/// <param name="consumer">The page of the consumer's position.</param>
/// <param name="producer">The page of the producer's position.</param>
/// <param name="data">The data.</param>
/// <param name="size">Its size in bytes, counted once: a power of two.</param>
internal sealed unsafe class UserRingMemory(byte* consumer, byte* producer, byte* data, int size)
{
    private const uint BusyBit = 1u << 31;
    private const uint DiscardBit = 1u << 30;
    private const int HeaderSize = 8;

    /// <summary>How many bytes a record has at the most.</summary>
    public int LargestRecord => size - HeaderSize;

    /// <summary>Makes room for a record, which programs wait for from now on.</summary>
    /// <param name="length">Its size in bytes.</param>
    /// <returns>Where it begins, or null where there is no room.</returns>
    public byte* TryReserve(int length)
    {
        var consumed = Volatile.Read(ref *(ulong*)consumer);
        var produced = *(ulong*)producer;
        var whole = ((ulong)length + HeaderSize + 7) & ~7ul;
        if (whole > (ulong)size - (produced - consumed))
        {
            return null;
        }

        var header = data + (produced & (ulong)(size - 1));
        *(uint*)header = (uint)length | BusyBit;
        *(uint*)(header + sizeof(uint)) = 0;

        // Programs see the header as soon as they see that there is one.
        Volatile.Write(ref *(ulong*)producer, produced + whole);
        return header + HeaderSize;
    }

    /// <summary>Finishes a record. Everything that was written to it is seen by the program that reads it.</summary>
    /// <param name="record">Where it begins.</param>
    /// <param name="isDiscarded">Programs pass over it.</param>
    public static void Finish(byte* record, bool isDiscarded)
    {
        ref var header = ref *(uint*)(record - HeaderSize);
        Volatile.Write(ref header, (header & ~BusyBit) | (isDiscarded ? DiscardBit : 0));
    }
}
