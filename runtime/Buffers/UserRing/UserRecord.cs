using System;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using BpfGen.Buffers;
using BpfGen.Loading;
using BpfGen.Maps;

namespace BpfGen;

/// <summary>
/// A reserved record in a <see cref="UserRingBuffer"/>. Fill it, then call <see cref="Submit"/> or <see cref="Discard"/> exactly once.
/// Until then, programs do not receive the records that were reserved after it.
/// </summary>
[SuppressMessage("Performance", "CA1815", Justification = "Reserved records are not compared.")]
public unsafe ref struct UserRecord
{
    private SafeHandle? _memory;
    private byte* _start;
    private int _size;

    /// <summary>The padding of the struct that the record holds; null for none.</summary>
    private int[]? _padding;

    internal UserRecord(SafeHandle memory, byte* start, int size)
    {
        _memory = memory;
        _start = start;
        _size = size;
    }

    /// <summary>
    /// The bytes of the record, aligned to 8 bytes. Until you write them, they contain data
    /// of earlier records. Empty after the record is submitted or discarded.
    /// </summary>
    public readonly Span<byte> Data => new(_start, _size);

    /// <summary>Returns the bytes of the record as a struct. <see cref="Submit"/> sets the padding of the struct to zero.</summary>
    /// <typeparam name="T">The struct, with the same layout as in the eBPF program.</typeparam>
    /// <exception cref="ArgumentOutOfRangeException">The record is smaller than the struct, or was submitted or discarded.</exception>
    /// <exception cref="InvalidOperationException">The struct may have padding that the build does not know.</exception>
    public ref T As<T>()
        where T : unmanaged
    {
        StructPadding.Require<T>();
        ref var value = ref MemoryMarshal.AsRef<T>(Data);
        _padding = PaddingOf<T>.Ranges;
        return ref value;
    }

    /// <summary>Sends the record.</summary>
    /// <exception cref="InvalidOperationException">The record was already submitted or discarded.</exception>
    public void Submit() => Finish(isDiscarded: false);

    /// <summary>Drops the record. Programs skip it.</summary>
    /// <exception cref="InvalidOperationException">The record was already submitted or discarded.</exception>
    public void Discard() => Finish(isDiscarded: true);

    private void Finish(bool isDiscarded)
    {
        var memory = _memory ?? throw new InvalidOperationException("The record was already submitted or discarded.");
        if (_padding is not null && !isDiscarded)
        {
            StructPadding.Clear(Data, _padding);
        }

        UserRingMemory.Finish(_start, isDiscarded);
        this = default;
        memory.DangerousRelease();
    }
}
