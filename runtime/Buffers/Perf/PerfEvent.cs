using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using BpfGen.Buffers;

namespace BpfGen;

/// <summary>A record that a program sent through a perf event array, in the buffer it arrived in. It is valid during the callback only.</summary>
public readonly ref struct PerfEvent
{
    // Not a span: with the CPU beside the size all of it is two registers, and a call costs no memory.
    private readonly ref readonly byte _data;
    private readonly int _size;

    /// <param name="cpu">The CPU.</param>
    /// <param name="sample">The sample as the kernel wrote it: its size, in bytes, and the bytes.</param>
    /// <param name="room">How many bytes there are behind the size: of more than that it is not believed.</param>
    internal PerfEvent(int cpu, ref byte sample, uint room)
    {
        _data = ref Unsafe.Add(ref sample, PerfRing.SampleSizeField);
        _size = (int)Math.Min(Unsafe.ReadUnaligned<uint>(in sample), room);
        Cpu = cpu;
    }

    /// <param name="cpu">The CPU.</param>
    /// <param name="sample">The sample as the kernel wrote it.</param>
    internal PerfEvent(int cpu, ReadOnlySpan<byte> sample)
        : this(cpu, ref MemoryMarshal.GetReference(sample), (uint)(sample.Length - PerfRing.SampleSizeField))
    {
    }

    /// <summary>The CPU that the program ran on.</summary>
    public int Cpu { get; }

    /// <summary>
    /// What the program sent, followed by up to 7 bytes of padding: the kernel rounds the size of a record up, and does not say what it was.
    /// </summary>
    public ReadOnlySpan<byte> Data => MemoryMarshal.CreateReadOnlySpan(in _data, _size);

    /// <summary>Reads what the program sent as a struct.</summary>
    /// <typeparam name="T">The struct, laid out as the program has it.</typeparam>
    /// <exception cref="InvalidOperationException">The record is smaller than the struct.</exception>
    public T As<T>()
        where T : unmanaged => RecordBytes.As<T>(Data);
}
