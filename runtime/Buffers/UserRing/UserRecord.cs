using System;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using BpfGen.Buffers;

namespace BpfGen;

/// <summary>
/// A record in a <see cref="UserRingBuffer"/> that is being written. It has to be finished once, by <see cref="Submit"/> or <see cref="Discard"/>: programs
/// receive nothing behind one that is not.
/// </summary>
[SuppressMessage("Performance", "CA1815", Justification = "Nobody compares records that are being written.")]
public unsafe ref struct UserRecord
{
    private SafeHandle? _memory;
    private byte* _start;
    private int _size;

    internal UserRecord(SafeHandle memory, byte* start, int size)
    {
        _memory = memory;
        _start = start;
        _size = size;
    }

    /// <summary>The record's bytes, aligned to 8. They hold what an earlier record left there until they are written. None once it is finished.</summary>
    public readonly Span<byte> Data => new(_start, _size);

    /// <summary>The record's bytes as a struct.</summary>
    /// <typeparam name="T">The struct, laid out as the program has it.</typeparam>
    /// <exception cref="ArgumentOutOfRangeException">The record is smaller, or is finished.</exception>
    public readonly ref T As<T>()
        where T : unmanaged => ref MemoryMarshal.AsRef<T>(Data);

    /// <summary>Sends the record.</summary>
    /// <exception cref="InvalidOperationException">It is finished already.</exception>
    public void Submit() => Finish(isDiscarded: false);

    /// <summary>Throws the record away: programs pass over it.</summary>
    /// <exception cref="InvalidOperationException">It is finished already.</exception>
    public void Discard() => Finish(isDiscarded: true);

    private void Finish(bool isDiscarded)
    {
        var memory = _memory ?? throw new InvalidOperationException("The record is finished already.");
        UserRingMemory.Finish(_start, isDiscarded);
        this = default;
        memory.DangerousRelease();
    }
}
