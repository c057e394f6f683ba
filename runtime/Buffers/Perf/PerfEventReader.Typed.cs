using System;
using System.Collections.Generic;
using System.Threading;
using BpfGen.Buffers;

namespace BpfGen;

/// <summary>
/// Receives the records of a <see cref="PerfEventArray{T}"/> as structs. A record may be longer than the struct, for example because of the
/// kernel's padding. A shorter record causes an exception.
/// </summary>
/// <typeparam name="T">The struct of a record, with the same layout as in the eBPF program.</typeparam>
/// <remarks>
/// Only one thread at a time may read. <see cref="RecordReader.Dispose"/> may be
/// called from any thread, even during a read, and ends that read.
/// </remarks>
public sealed class PerfEventReader<T> : PerfEventReader
    where T : unmanaged
{
    internal PerfEventReader(PerfEventArray<T> map, PerfReaderOptions options)
        : base(map, options)
    {
    }

    /// <summary>
    /// Waits for records and returns all available ones for a <c>foreach</c> loop. This is the fastest way to read. Nothing is copied.
    /// </summary>
    /// <param name="timeout">The maximum wait if there is no record. <see cref="Timeout.InfiniteTimeSpan"/> waits without limit.</param>
    /// <returns>
    /// The records. You can enumerate them only once. Each record is valid until the next record. If you leave the loop early, the current
    /// record counts as received and the others stay for the next read. Empty after the timeout, or if the reader was disposed during the
    /// wait.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative, and not <see cref="Timeout.InfiniteTimeSpan"/>.</exception>
    /// <exception cref="InvalidOperationException">
    /// A record is smaller than the struct (it counts as received), or another read is in progress.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The reader was disposed before the loop started.</exception>
    /// <exception cref="BpfException">The kernel rejected <c>epoll_wait</c>.</exception>
    public new PerfEvents<T> Read(TimeSpan timeout) => new(base.Read(timeout));

    /// <summary>Waits for records and passes all available ones to a callback. Nothing is copied or allocated.</summary>
    /// <param name="timeout">The maximum wait if there is no record. <see cref="Timeout.InfiniteTimeSpan"/> waits without limit.</param>
    /// <param name="callback">
    /// Called with each record. If it throws, this method passes the exception on, and the record counts as received.
    /// </param>
    /// <returns>The number of records received. 0 after the timeout, or if the reader was disposed during the wait.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative, and not <see cref="Timeout.InfiniteTimeSpan"/>.</exception>
    /// <exception cref="InvalidOperationException">
    /// A record is smaller than the struct (it counts as received), or another read is in progress.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The reader was disposed before this call.</exception>
    /// <exception cref="BpfException">The kernel rejected <c>epoll_wait</c>.</exception>
    public int Poll(TimeSpan timeout, RecordCallback<T> callback)
    {
        ArgumentNullException.ThrowIfNull(callback);
        return Receive(timeout, new Typed(callback));
    }

    /// <summary>
    /// Waits for records and passes all available ones to a callback, together with a state object. Nothing is copied or allocated.
    /// </summary>
    /// <typeparam name="TState">The type of the state for the callback.</typeparam>
    /// <param name="timeout">The maximum wait if there is no record. <see cref="Timeout.InfiniteTimeSpan"/> waits without limit.</param>
    /// <param name="state">The state that is passed to each call of the callback.</param>
    /// <param name="callback">
    /// Called with each record. If it throws, this method passes the exception on, and the record counts as received.
    /// </param>
    /// <returns>The number of records received. 0 after the timeout, or if the reader was disposed during the wait.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative, and not <see cref="Timeout.InfiniteTimeSpan"/>.</exception>
    /// <exception cref="InvalidOperationException">
    /// A record is smaller than the struct (it counts as received), or another read is in progress.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The reader was disposed before this call.</exception>
    /// <exception cref="BpfException">The kernel rejected <c>epoll_wait</c>.</exception>
    public int Poll<TState>(TimeSpan timeout, TState state, RecordCallback<T, TState> callback)
    {
        ArgumentNullException.ThrowIfNull(callback);
        return Receive(timeout, new TypedWithState<TState>(state, callback));
    }

    /// <summary>
    /// Receives records as an asynchronous sequence of copies, until you cancel the sequence or dispose the reader. Each step takes one
    /// record from the buffer. If you leave the loop or cancel it, the records that you have not received stay in the buffer for the next
    /// read.
    /// </summary>
    /// <remarks>While the sequence waits for a record, other reads throw <see cref="InvalidOperationException"/>.</remarks>
    /// <param name="cancellationToken">
    /// Ends the sequence with an <see cref="OperationCanceledException"/>. Disposing the reader ends it without an exception.
    /// </param>
    /// <exception cref="InvalidOperationException">
    /// A record is smaller than the struct, or another read is in progress. This ends the sequence.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The reader was disposed before this call.</exception>
    /// <exception cref="BpfException">The kernel rejected <c>epoll_wait</c>. This ends the sequence.</exception>
    public new IAsyncEnumerable<T> ReadAllAsync(CancellationToken cancellationToken = default) =>
        ReadAll(static record => RecordBytes.As<T>(record.Data), cancellationToken);

    private readonly struct Typed(RecordCallback<T> callback) : ITarget
    {
        public void Take(PerfEvent record) => callback(in RecordBytes.As<T>(record.Data));
    }

    private readonly struct TypedWithState<TState>(TState state, RecordCallback<T, TState> callback) : ITarget
    {
        public void Take(PerfEvent record) => callback(in RecordBytes.As<T>(record.Data), state);
    }
}
