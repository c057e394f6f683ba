using System;
using BpfGen.Buffers;
using BpfGen.Interop;

namespace BpfGen;

/// <summary>
/// The base of readers that receive the records that programs send: <see cref="RingBufferReader"/> and <see cref="PerfEventReader"/>.
/// </summary>
/// <remarks>
/// Only one thread at a time may read. <see cref="Dispose"/> may be called from any thread, even during a read, and ends that read.
/// </remarks>
public abstract class RecordReader : IDisposable
{
    /// <param name="map">The map to read from.</param>
    /// <param name="bufferCount">The number of the map's buffers.</param>
    private protected RecordReader(BpfMap map, int bufferCount)
    {
        Map = map;
        Subject = $"a reader of map '{map.Name}'";
        Gate = new ReaderGate(Subject, bufferCount, Release);
    }

    /// <summary>
    /// The map that the reader reads. The reader keeps a reference to the map, because the garbage collector closes the file descriptor of
    /// an unused map. When that descriptor is closed, the kernel removes the reader from a perf event array.
    /// </summary>
    internal BpfMap Map { get; }

    internal bool IsDisposed => Gate.IsDisposed;

    /// <summary>The epoll descriptor. It is readable when one of the buffers has records.</summary>
    internal FileDescriptor Descriptor => Gate.Descriptor;

    /// <summary>The reader's description, for messages.</summary>
    internal string Subject { get; }

    private protected ReaderGate Gate { get; }

    /// <summary>Stops reading and releases the memory.</summary>
    public void Dispose()
    {
        Gate.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>
    /// Releases the buffers that were created. When this method is called, no thread reads, and no thread will read later.
    /// </summary>
    private protected abstract void Release();
}
