using System;
using System.Collections.Generic;
using System.Threading;
using BpfGen.Buffers;
using BpfGen.Errors;
using BpfGen.Interop;

namespace BpfGen;

/// <summary>
/// Receives the records of a <see cref="RingBuffer"/>, where the program wrote them, without copying or allocating: in a loop (<see cref="Read"/>) or a callback
/// (<see cref="Poll(TimeSpan, RingBufferCallback)"/>). Or as an asynchronous sequence of copies (<see cref="ReadAllAsync"/>).
/// </summary>
/// <remarks>
/// One consumer at a time reads. <see cref="RecordReader.Dispose"/> may be called from any thread, also while another one reads: that one comes back.
/// </remarks>
public class RingBufferReader : RecordReader
{
    private readonly MappedMemory? _consumer;
    private readonly MappedMemory? _producer;
    private readonly RingMemory _ring;

    /// <summary>The record that comes next in the ring is one that the consumer has.</summary>
    private bool _isAtRecord;

    internal unsafe RingBufferReader(BpfMap map)
        : base(map, most: 1)
    {
        try
        {
            var page = MappedMemory.PageSize;
            var size = checked((int)map.MaxEntries);
            _consumer = MappedMemory.TryMap(map.Descriptor, (nuint)page, isReadOnly: false) ?? throw Failure();
            _producer = MappedMemory.TryMap(map.Descriptor, (nuint)page + (2 * (nuint)size), isReadOnly: true, offset: page) ?? throw Failure();
            _ring = new RingMemory((byte*)_consumer.Address, (byte*)_producer.Address, (byte*)_producer.Address + page, size);
            Gate.Watch(map.Descriptor, 0);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Waits for records and gives all that there are, in a <c>foreach</c>: the fastest way.</summary>
    /// <param name="timeout">How long to wait where there are none; <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    /// <returns>
    /// The records, to be gone through once. Each is valid until the next; leaving the loop at one counts it as received. None after the time, or where the reader
    /// was disposed meanwhile.
    /// </returns>
    /// <exception cref="InvalidOperationException">The loop begins while somebody else is reading.</exception>
    /// <exception cref="ObjectDisposedException">The loop begins after the reader was disposed.</exception>
    /// <exception cref="BpfException">The kernel refuses (<c>epoll_wait</c>).</exception>
    public RingBufferRecords Read(TimeSpan timeout) => new(this, timeout);

    /// <summary>Waits for records and hands over all that there are.</summary>
    /// <param name="timeout">How long to wait where there are none; <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    /// <param name="callback">Receives each. What it throws comes out of this, and the record counts as received.</param>
    /// <returns>How many there were; 0 after the time, or where the reader was disposed meanwhile.</returns>
    /// <exception cref="InvalidOperationException">Somebody else is reading.</exception>
    /// <exception cref="ObjectDisposedException">The reader was disposed before.</exception>
    /// <exception cref="BpfException">The kernel refuses (<c>epoll_wait</c>).</exception>
    public int Poll(TimeSpan timeout, RingBufferCallback callback)
    {
        ArgumentNullException.ThrowIfNull(callback);
        return Receive(timeout, new Plain(callback));
    }

    /// <summary>Waits for records and hands over all that there are, as structs.</summary>
    /// <typeparam name="T">The struct, laid out as the program has it.</typeparam>
    /// <param name="timeout">How long to wait where there are none; <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    /// <param name="callback">Receives each. What it throws comes out of this, and the record counts as received.</param>
    /// <returns>How many there were; 0 after the time, or where the reader was disposed meanwhile.</returns>
    /// <exception cref="InvalidOperationException">A record is smaller than the struct, or somebody else is reading.</exception>
    /// <exception cref="ObjectDisposedException">The reader was disposed before.</exception>
    /// <exception cref="BpfException">The kernel refuses (<c>epoll_wait</c>).</exception>
    public int Poll<T>(TimeSpan timeout, RecordCallback<T> callback)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(callback);
        return Receive(timeout, new Typed<T>(callback));
    }

    /// <summary>Waits for records and hands over all that there are.</summary>
    /// <typeparam name="TState">What the callback wants to have at hand.</typeparam>
    /// <param name="timeout">How long to wait where there are none; <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    /// <param name="state">Given to the callback with each record.</param>
    /// <param name="callback">Receives each. What it throws comes out of this, and the record counts as received.</param>
    /// <returns>How many there were; 0 after the time, or where the reader was disposed meanwhile.</returns>
    /// <exception cref="InvalidOperationException">Somebody else is reading.</exception>
    /// <exception cref="ObjectDisposedException">The reader was disposed before.</exception>
    /// <exception cref="BpfException">The kernel refuses (<c>epoll_wait</c>).</exception>
    public int Poll<TState>(TimeSpan timeout, TState state, RingBufferCallback<TState> callback)
    {
        ArgumentNullException.ThrowIfNull(callback);
        return Receive(timeout, new WithState<TState>(state, callback));
    }

    /// <summary>Receives records as they come, each copied out of the buffer, until cancelled or disposed.</summary>
    /// <param name="cancel">Ends the sequence with an <see cref="OperationCanceledException"/>; disposing the reader ends it without.</param>
    /// <exception cref="InvalidOperationException">Somebody else is reading.</exception>
    /// <exception cref="ObjectDisposedException">The reader was disposed before.</exception>
    public IAsyncEnumerable<byte[]> ReadAllAsync(CancellationToken cancel = default) => ReadAll(static record => record.ToArray(), cancel);

    private BpfException Failure()
    {
        var errno = Errno.Last;
        return new BpfException("mmap", errno, Subject, Hints.ForCapability(errno, Capability.Bpf));
    }

    private protected IAsyncEnumerable<TCopy> ReadAll<TCopy>(RecordCopy<TCopy> copy, CancellationToken cancel) => RecordPump<TCopy>.ReadAll(
        this, Gate, target => Poll(Timeout.InfiniteTimeSpan, (target, copy), static (record, pump) => pump.target.Send(pump.copy(record))), cancel);

    internal ref readonly RingMemory Ring => ref _ring;

    /// <summary>Waits for records, and lets nobody else in until <see cref="End"/>.</summary>
    /// <returns>Where the first one is.</returns>
    internal ulong Begin(TimeSpan timeout)
    {
        Gate.Enter();
        try
        {
            // To look at the ring takes less than a system call.
            if (timeout != TimeSpan.Zero && !_ring.HasRecord)
            {
                Await(timeout);
            }

            return _ring.Consumed;
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

    /// <summary>How far there are records by now. Programs write that at every record, so that it is asked for only where all that they said is read.</summary>
    internal ulong ProducedFrom(ulong position)
    {
        _isAtRecord = true;
        return _ring.ProducedFrom(position);
    }

    /// <summary>There are no further records, or nobody may see them any more.</summary>
    internal void Stop(ulong position)
    {
        _isAtRecord = false;
        _ring.Consumed = position;
    }

    /// <summary>Gives back the record that the consumer has. Its position is kept nowhere but in the ring, which leaves it to the loop to have it in a register.</summary>
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

    /// <summary>Who receives records: structs, so that each kind has a loop of its own, with one call a record.</summary>
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

    /// <summary>Makes a copy of a record that outlives it.</summary>
    private protected delegate TCopy RecordCopy<TCopy>(ReadOnlySpan<byte> record);
}
