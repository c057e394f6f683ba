using System;
using System.Runtime.InteropServices;

namespace BpfGen.Buffers;

/// <summary>A record in the memory of a ring buffer.</summary>
/// <param name="start">Where its header begins.</param>
/// <param name="header">The header: its size in bytes, and two bits.</param>
internal readonly unsafe struct RingRecord(byte* start, uint header)
{
    private const uint BusyBit = 1u << 31;
    private const uint DiscardBit = 1u << 30;
    private const uint HeaderSize = 8;

    /// <summary>A program is still writing it.</summary>
    public bool IsBusy => (header & BusyBit) != 0;

    /// <summary>The program has thought better of it.</summary>
    public bool IsDiscarded => (header & DiscardBit) != 0;

    /// <summary>How far it is to the next one.</summary>
    public uint WholeSize => (Length + HeaderSize + 7) & ~7u;

    /// <summary>What the program wrote.</summary>
    public ReadOnlySpan<byte> Data => MemoryMarshal.CreateReadOnlySpan(ref *(start + HeaderSize), (int)Length);

    private uint Length => header & ~(BusyBit | DiscardBit);
}
