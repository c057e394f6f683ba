using System;
using System.Collections.Generic;
using System.Threading;
using BpfGen.Buffers;
using BpfGen.Errors;
using BpfGen.Interop;

namespace BpfGen;

/// <summary>
/// Receives the records of a <see cref="RingBuffer"/>. A loop (<see cref="Read"/>) or a callback
/// (<see cref="Poll(TimeSpan, RingBufferCallback)"/>) reads them in the buffer's memory, without copies or allocations. An asynchronous
/// sequence (<see cref="ReadAllAsync"/>) returns copies.
/// </summary>
/// <remarks>
/// Only one thread at a time may read. <see cref="RecordReader.Dispose"/> may be
/// called from any thread, even during a read, and ends that read.
/// </remarks>
/// <example>
/// <code>
/// using var reader = tracer.Events.OpenReader();    // RingBuffer
/// foreach (var record in reader.Read(TimeSpan.FromSeconds(1)))
/// {
///     Console.WriteLine($"{record.Length} bytes");  // ReadOnlySpan&lt;byte&gt;, valid until the next record
/// }
/// </code>
/// </example>
public class RingBufferReader : RecordReader
{
    /// <summary>The maximum amount of data in one read, as a multiple of the buffer's size.</summary>
    private const int MostLaps = 64;

    private readonly MappedMemory? _consumer;
    private readonly MappedMemory? _producer;
    private readonly RingMemory _ring;

    /// <summary>The position at which the current read began.</summary>
    private ulong _began;

    /// <summary>Whether the consumer still uses the record at the ring's consumer position.</summary>
    private bool _isAtRecord;

    internal unsafe RingBufferReader(BpfMap map)
        : base(map, bufferCount: 1)
    {
        try
        {
            var page = MappedMemory.PageSize;
            var size = checked((int)map.MaxEntries);
            _consumer = MappedMemory.TryMap(map.Descriptor, (nuint)page, isReadOnly: false) ?? throw Failure();
            _producer = MappedMemory.TryMap(map.Descriptor, (nuint)page + (2 * (nuint)size), isReadOnly: true, offset: page)
                ?? throw Failure();
            _ring = new RingMemory((byte*)_consumer.Address, (byte*)_producer.Address, (byte*)_producer.Address + page, size);
            Gate.Watch(map.Descriptor, 0);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>
    /// The number of bytes in the buffer that have not been read, with the headers of the records. Programs lose records if this number
    /// reaches the size of the buffer. You can read it from any thread, also during a read.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The reader was disposed.</exception>
    public long UnreadBytes
    {
        get
        {
            bool hasConsumer = false, hasProducer = false;
            try
            {
                // The references keep the memory mapped if another thread disposes the reader meanwhile.
                _consumer!.DangerousAddRef(ref hasConsumer);
                _producer!.DangerousAddRef(ref hasProducer);
                var position = _ring.Consumed;
                return (long)_ring.AvailableAt(position);
            }
            finally
            {
                if (hasProducer)
                {
                    _producer!.DangerousRelease();
                }

                if (hasConsumer)
                {
                    _consumer!.DangerousRelease();
                }
            }
        }
    }

    /// <summary>Waits for records and returns all available ones for a <c>foreach</c> loop. This is the fastest way to read.</summary>
    /// <param name="timeout">The maximum wait if there is no record. <see cref="Timeout.InfiniteTimeSpan"/> waits without limit.</param>
    /// <returns>
    /// The records. You can enumerate them only once. Each record is valid until the next record. If you leave the loop early, the current
    /// record counts as received and the others stay for the next read. Empty after the timeout, or if the reader was disposed during the
    /// wait. If programs send faster than you read, the loop ends after 64 times the size of the buffer.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative, and not <see cref="Timeout.InfiniteTimeSpan"/>.</exception>
    /// <exception cref="InvalidOperationException">Another read is in progress when the loop starts.</exception>
    /// <exception cref="ObjectDisposedException">The reader was disposed before the loop started.</exception>
    /// <exception cref="BpfException">The kernel rejected <c>epoll_wait</c>.</exception>
    public RingBufferRecords Read(TimeSpan timeout)
    {
        Timeouts.Check(timeout);
        return new(this, timeout);
    }

    /// <summary>Waits for records and passes all available ones to a callback.</summary>
    /// <param name="timeout">The maximum wait if there is no record. <see cref="Timeout.InfiniteTimeSpan"/> waits without limit.</param>
    /// <param name="callback">
    /// Called with each record. If it throws, this method passes the exception on, and the record counts as received.
    /// </param>
    /// <returns>The number of records received. 0 after the timeout, or if the reader was disposed during the wait.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative, and not <see cref="Timeout.InfiniteTimeSpan"/>.</exception>
    /// <exception cref="InvalidOperationException">Another read is in progress.</exception>
    /// <exception cref="ObjectDisposedException">The reader was disposed before this call.</exception>
    /// <exception cref="BpfException">The kernel rejected <c>epoll_wait</c>.</exception>
    public int Poll(TimeSpan timeout, RingBufferCallback callback)
    {
        ArgumentNullException.ThrowIfNull(callback);
        return Receive(timeout, new Plain(callback));
    }

    /// <summary>Waits for records and passes all available ones to a callback, as structs.</summary>
    /// <typeparam name="T">The struct, with the same layout as in the eBPF program.</typeparam>
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
    public int Poll<T>(TimeSpan timeout, RecordCallback<T> callback)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(callback);
        return Receive(timeout, new Typed<T>(callback));
    }

    /// <summary>Waits for records and passes all available ones to a callback, together with a state object.</summary>
    /// <typeparam name="TState">The type of the state for the callback.</typeparam>
    /// <param name="timeout">The maximum wait if there is no record. <see cref="Timeout.InfiniteTimeSpan"/> waits without limit.</param>
    /// <param name="state">The state that is passed to each call of the callback.</param>
    /// <param name="callback">
    /// Called with each record. If it throws, this method passes the exception on, and the record counts as received.
    /// </param>
    /// <returns>The number of records received. 0 after the timeout, or if the reader was disposed during the wait.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative, and not <see cref="Timeout.InfiniteTimeSpan"/>.</exception>
    /// <exception cref="InvalidOperationException">Another read is in progress.</exception>
    /// <exception cref="ObjectDisposedException">The reader was disposed before this call.</exception>
    /// <exception cref="BpfException">The kernel rejected <c>epoll_wait</c>.</exception>
    public int Poll<TState>(TimeSpan timeout, TState state, RingBufferCallback<TState> callback)
    {
        ArgumentNullException.ThrowIfNull(callback);
        return Receive(timeout, new WithState<TState>(state, callback));
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
    /// <exception cref="InvalidOperationException">Another read is in progress.</exception>
    /// <exception cref="ObjectDisposedException">The reader was disposed before this call.</exception>
    /// <exception cref="BpfException">The kernel rejected <c>epoll_wait</c>. This ends the sequence.</exception>
    public IAsyncEnumerable<byte[]> ReadAllAsync(CancellationToken cancellationToken = default) =>
        ReadAll(static record => record.ToArray(), cancellationToken);

    private BpfException Failure()
    {
        var errno = Errno.Last;
        return new BpfException("mmap", errno, Subject, Hints.ForCapability(errno, Capability.Bpf));
    }

    private protected IAsyncEnumerable<TCopy> ReadAll<TCopy>(RecordCopy<TCopy> copy, CancellationToken cancellationToken) =>
        RecordSequence<TCopy>.ReadAll(Subject, Gate, (out TCopy record) => TryTake(copy, out record), Await, cancellationToken);

    /// <summary>Copies the next record and gives its space back to programs.</summary>
    /// <returns>False if there is no record.</returns>
    private bool TryTake<TCopy>(RecordCopy<TCopy> copy, out TCopy taken)
    {
        foreach (var record in Read(TimeSpan.Zero))
        {
            taken = copy(record);
            return true;
        }

        taken = default!;
        return false;
    }

    private void Await(CancellableWait wait)
    {
        Gate.Enter();
        try
        {
            _ = Gate.Wait(wait);
        }
        finally
        {
            Gate.Exit();
        }
    }

    internal ref readonly RingMemory Ring => ref _ring;

    /// <summary>Waits for records, and keeps other consumers out until <see cref="End"/>.</summary>
    /// <returns>The position of the first record.</returns>
    internal ulong Begin(TimeSpan timeout)
    {
        Gate.Enter();
        try
        {
            // Look at the ring before the wait, because this is cheaper than a system call.
            if (timeout != TimeSpan.Zero && !_ring.HasRecord)
            {
                Await(timeout);
            }

            return _began = _ring.Consumed;
        }
        catch
        {
            Gate.Exit();
            throw;
        }
    }

    private void Await(TimeSpan timeout)
    {
        var ready = Gate.Wait(timeout);
        for (var i = 0; i < ready; i++)
        {
            Gate.Ready(i);
        }
    }

    /// <summary>
    /// Reads the producer position, and returns the number of bytes before it. Programs write the position with every record, so reading it
    /// is slow: call this only when all known records have been read.
    /// </summary>
    internal ulong AvailableAt(ulong position)
    {
        // End the read at some point, even if programs send records faster than the reader receives them.
        if (position - _began > MostLaps * (ulong)Map.MaxEntries)
        {
            return 0;
        }

        _isAtRecord = true;
        return _ring.AvailableAt(position);
    }

    /// <summary>Ends the read: there are no more records, or the reader was disposed.</summary>
    internal void Stop(ulong position)
    {
        _isAtRecord = false;
        _ring.Consumed = _ring.Valid(position);
    }

    /// <summary>
    /// Gives the space of the current record back to programs. This method reads the record's position from the ring, so that a loop can
    /// keep its own position in a register.
    /// </summary>
    internal void End()
    {
        if (_isAtRecord)
        {
            _isAtRecord = false;
            _ring.Skip();
        }

        Gate.Exit();
    }

    private int Receive<TTarget>(TimeSpan timeout, TTarget target)
        where TTarget : struct, ITarget
    {
        var count = 0;
        foreach (var record in Read(timeout))
        {
            count++;
            target.Take(record);
        }

        return count;
    }

    private protected override void Release()
    {
        _consumer?.Dispose();
        _producer?.Dispose();
    }

    /// <summary>
    /// A receiver of records. Implementations are structs, so that .NET compiles a separate loop for each implementation. Such a loop makes
    /// only one call for each record.
    /// </summary>
    private interface ITarget
    {
        void Take(ReadOnlySpan<byte> record);
    }

    private readonly struct Plain(RingBufferCallback callback) : ITarget
    {
        public void Take(ReadOnlySpan<byte> record) => callback(record);
    }

    private readonly struct Typed<T>(RecordCallback<T> callback) : ITarget
        where T : unmanaged
    {
        public void Take(ReadOnlySpan<byte> record) => callback(in RecordBytes.As<T>(record));
    }

    private readonly struct WithState<TState>(TState state, RingBufferCallback<TState> callback) : ITarget
    {
        public void Take(ReadOnlySpan<byte> record) => callback(record, state);
    }

    /// <summary>Copies a record, so that the copy stays valid after the record's space is given back to programs.</summary>
    private protected delegate TCopy RecordCopy<TCopy>(ReadOnlySpan<byte> record);
}
