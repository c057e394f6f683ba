using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using BpfGen.Buffers;

namespace BpfGen;

/// <summary>
/// A record that a program sent through a perf event array. It refers to the buffer's
/// memory and is valid only until the next record or the end of the callback.
/// </summary>
public readonly ref struct PerfEvent
{
    // Hold a reference and a size instead of a span. The struct then fits into two registers, so a call passes it in registers and not in
    // memory.
    private readonly ref readonly byte _data;
    private readonly int _size;

    /// <param name="cpu">The CPU number.</param>
    /// <param name="sample">The sample as the kernel wrote it: its size in bytes, then the bytes.</param>
    /// <param name="room">
    /// The number of bytes after the size field. It limits the size that the sample states, because that size may be wrong.
    /// </param>
    internal PerfEvent(int cpu, ref byte sample, uint room)
    {
        _data = ref Unsafe.Add(ref sample, PerfRing.SampleSizeField);
        _size = (int)Math.Min(Unsafe.ReadUnaligned<uint>(in sample), room);
        Cpu = cpu;
    }

    /// <param name="cpu">The CPU number.</param>
    /// <param name="sample">The sample as the kernel wrote it: its size in bytes, then the bytes.</param>
    internal PerfEvent(int cpu, ReadOnlySpan<byte> sample)
        : this(cpu, ref MemoryMarshal.GetReference(sample), (uint)(sample.Length - PerfRing.SampleSizeField))
    {
    }

    /// <summary>The number of the CPU that the program ran on.</summary>
    public int Cpu { get; }

    /// <summary>
    /// The bytes that the program sent, followed by up to 7 bytes of padding. The
    /// kernel rounds the size up and does not report the original size.
    /// </summary>
    public ReadOnlySpan<byte> Data => MemoryMarshal.CreateReadOnlySpan(in _data, _size);

    /// <summary>Reads the record as a struct.</summary>
    /// <typeparam name="T">The struct, with the same layout as in the eBPF program.</typeparam>
    /// <exception cref="InvalidOperationException">The record is smaller than the struct.</exception>
    public T As<T>()
        where T : unmanaged => RecordBytes.As<T>(Data);
}
