using System;
using BpfGen.Interop;

namespace BpfGen;

/// <summary>Receives the records that programs send: a <see cref="RingBufferReader"/> or a <see cref="PerfEventReader"/>.</summary>
/// <remarks>
/// One consumer at a time reads. <see cref="Dispose"/> may be called from any thread, also while another one reads: that one comes back.
/// </remarks>
public abstract class RecordReader : IDisposable
{
    /// <param name="subject">What reads, for messages.</param>
    /// <param name="most">How many buffers it has.</param>
    private protected RecordReader(string subject, int most) => Gate = new ReaderGate(subject, most, Release);

    internal bool IsDisposed => Gate.IsDisposed;

    /// <summary>Has something to read where one of the buffers has.</summary>
    internal FileDescriptor Descriptor => Gate.Descriptor;

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
