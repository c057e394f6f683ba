using System;
using System.Collections.Generic;
using System.Threading;
using BpfGen.Buffers;

namespace BpfGen;

/// <summary>
/// Receives the records of a <see cref="RingBuffer{T}"/> as structs. A record may have more bytes than the struct, as one with a flexible array has: the
/// callback of bytes sees all of them. One that has fewer is an error.
/// </summary>
/// <typeparam name="T">The struct, laid out as the program has it.</typeparam>
/// <remarks>
/// One consumer at a time reads. <see cref="RecordReader.Dispose"/> may be called from any thread, also while another one reads: that one comes back.
/// </remarks>
public sealed class RingBufferReader<T> : RingBufferReader
    where T : unmanaged
{
    internal RingBufferReader(RingBuffer<T> map)
        : base(map)
    {
    }

    /// <summary>Waits for records and gives all that there are, in a <c>foreach</c>, where the program wrote them: the fastest way.</summary>
    /// <param name="timeout">How long to wait where there are none; <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    /// <returns>
    /// The records, to be gone through once. Each is valid until the next; leaving the loop at one counts it as received. None after the time, or where the reader
    /// was disposed meanwhile.
    /// </returns>
    /// <exception cref="InvalidOperationException">A record is smaller than the struct, and counts as received; or the loop begins while somebody else is reading.</exception>
    /// <exception cref="ObjectDisposedException">The loop begins after the reader was disposed.</exception>
    /// <exception cref="BpfException">The kernel refuses (<c>epoll_wait</c>).</exception>
    public new RingBufferRecords<T> Read(TimeSpan timeout) => new(base.Read(timeout));

    /// <summary>Waits for records and hands over all that there are, where the program wrote them: nothing is copied or allocated.</summary>
    /// <param name="timeout">How long to wait where there are none; <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    /// <param name="callback">Receives each. What it throws comes out of this, and the record counts as received.</param>
    /// <returns>How many there were; 0 after the time, or where the reader was disposed meanwhile.</returns>
    /// <exception cref="InvalidOperationException">A record is smaller than the struct, and counts as received; or somebody else is reading.</exception>
    /// <exception cref="ObjectDisposedException">The reader was disposed before.</exception>
    /// <exception cref="BpfException">The kernel refuses (<c>epoll_wait</c>).</exception>
    public int Poll(TimeSpan timeout, RecordCallback<T> callback) => Poll<T>(timeout, callback);

    /// <summary>Waits for records and hands over all that there are, where the program wrote them: nothing is copied or allocated.</summary>
    /// <typeparam name="TState">What the callback wants to have at hand.</typeparam>
    /// <param name="timeout">How long to wait where there are none; <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    /// <param name="state">Given to the callback with each record.</param>
    /// <param name="callback">Receives each. What it throws comes out of this, and the record counts as received.</param>
    /// <returns>How many there were; 0 after the time, or where the reader was disposed meanwhile.</returns>
    /// <exception cref="InvalidOperationException">A record is smaller than the struct, and counts as received; or somebody else is reading.</exception>
    /// <exception cref="ObjectDisposedException">The reader was disposed before.</exception>
    /// <exception cref="BpfException">The kernel refuses (<c>epoll_wait</c>).</exception>
    public int Poll<TState>(TimeSpan timeout, TState state, RecordCallback<T, TState> callback)
    {
        ArgumentNullException.ThrowIfNull(callback);
        return Poll(timeout, (state, callback), static (record, target) => target.callback(in RecordBytes.As<T>(record), target.state));
    }

    /// <summary>Receives records as they come, each copied out of the buffer, until cancelled or disposed.</summary>
    /// <param name="cancel">Ends the sequence with an <see cref="OperationCanceledException"/>; disposing the reader ends it without.</param>
    /// <exception cref="InvalidOperationException">A record is smaller than the struct, which ends the sequence; or somebody else is reading.</exception>
    /// <exception cref="ObjectDisposedException">The reader was disposed before.</exception>
    public new IAsyncEnumerable<T> ReadAllAsync(CancellationToken cancel = default) => ReadAll(static record => RecordBytes.As<T>(record), cancel);
}
