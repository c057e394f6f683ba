using System;
using System.Runtime.InteropServices;

namespace BpfGen.Buffers;

/// <summary>A record in the memory of a ring buffer.</summary>
/// <param name="start">The start of the record's header.</param>
/// <param name="header">The first 4 bytes of the header: the size in bytes, and two flag bits.</param>
internal readonly unsafe struct RingRecord(byte* start, uint header)
{
    private const uint BusyBit = 1u << 31;
    private const uint DiscardBit = 1u << 30;
    private const uint HeaderSize = 8;

    /// <summary>Whether a program is still writing the record.</summary>
    public bool IsBusy => (header & BusyBit) != 0;

    /// <summary>The distance to the next record in bytes.</summary>
    public uint WholeSize => (Length + HeaderSize + 7) & ~7u;

    /// <summary>
    /// <see cref="WholeSize"/> for a complete record that is not discarded. Otherwise a number that is larger than any ring, which has at
    /// most 2^30 bytes. So one comparison with the available bytes finds wrong sizes and both flags, and costs no more than the test of the
    /// flags alone.
    /// </summary>
    public ulong SizeWithFlags => (header + (ulong)HeaderSize + 7) & ~7ul;

    /// <summary>The bytes that the program wrote.</summary>
    public ReadOnlySpan<byte> Data => MemoryMarshal.CreateReadOnlySpan(ref *(start + HeaderSize), (int)Length);

    private uint Length => header & ~(BusyBit | DiscardBit);
}
