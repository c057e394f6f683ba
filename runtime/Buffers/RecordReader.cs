using System;
using BpfGen.Buffers;
using BpfGen.Interop;

namespace BpfGen;

/// <summary>Receives the records that programs send: a <see cref="RingBufferReader"/> or a <see cref="PerfEventReader"/>.</summary>
/// <remarks>
/// One consumer at a time reads. <see cref="Dispose"/> may be called from any thread, also while another one reads: that one comes back.
/// </remarks>
public abstract class RecordReader : IDisposable
{
    /// <param name="map">What it reads.</param>
    /// <param name="most">How many buffers that has.</param>
    private protected RecordReader(BpfMap map, int most)
    {
        Subject = $"a reader of map '{map.Name}'";
        Gate = new ReaderGate(Subject, most, Release);
    }

    internal bool IsDisposed => Gate.IsDisposed;

    /// <summary>Has something to read where one of the buffers has.</summary>
    internal FileDescriptor Descriptor => Gate.Descriptor;

    /// <summary>What it is, for messages.</summary>
    private protected string Subject { get; }

    private protected ReaderGate Gate { get; }

    /// <summary>Stops reading, and gives the memory back.</summary>
    public void Dispose()
    {
        Gate.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Gives the buffers back, or as many of them as there are. Nobody reads, and nobody will.</summary>
    private protected abstract void Release();
}
