using System;
using BpfGen.Buffers;

namespace BpfGen;

/// <summary>A record that a program sent through a perf event array, copied out of its buffer.</summary>
public sealed class PerfEventRecord
{
    internal PerfEventRecord(PerfEvent source)
    {
        Cpu = source.Cpu;
        Data = source.Data.ToArray();
    }

    /// <summary>The CPU that the program ran on.</summary>
    public int Cpu { get; }

    /// <summary>
    /// What the program sent, followed by up to 7 bytes of padding: the kernel rounds the size of a record up, and does not say what it was.
    /// </summary>
    public ReadOnlyMemory<byte> Data { get; }

    /// <summary>Reads what the program sent as a struct.</summary>
    /// <typeparam name="T">The struct, laid out as the program has it.</typeparam>
    /// <exception cref="InvalidOperationException">The record is smaller than the struct.</exception>
    public T As<T>()
        where T : unmanaged => RecordBytes.As<T>(Data.Span);
}
