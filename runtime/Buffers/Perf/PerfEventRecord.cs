using System;
using BpfGen.Buffers;

namespace BpfGen;

/// <summary>A copy of a record that a program sent through a perf event array.</summary>
public sealed class PerfEventRecord
{
    internal PerfEventRecord(PerfEvent source)
    {
        Cpu = source.Cpu;
        Data = source.Data.ToArray();
    }

    /// <summary>The number of the CPU that the program ran on.</summary>
    public int Cpu { get; }

    /// <summary>
    /// The bytes that the program sent, followed by up to 7 bytes of padding. The
    /// kernel rounds the size up and does not report the original size.
    /// </summary>
    public ReadOnlyMemory<byte> Data { get; }

    /// <summary>Reads the record as a struct.</summary>
    /// <typeparam name="T">The struct, with the same layout as in the eBPF program.</typeparam>
    /// <exception cref="InvalidOperationException">The record is smaller than the struct.</exception>
    public T As<T>()
        where T : unmanaged => RecordBytes.As<T>(Data.Span);
}
