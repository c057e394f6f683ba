using System;
using System.Threading;
using BpfGen.Buffers;
using BpfGen.Errors;
using BpfGen.Interop;

namespace BpfGen;

/// <summary>
/// Sends records to programs through a <see cref="UserRingBuffer"/>. You can write a record in the buffer's memory (<c>TryReserve</c>,
/// without a copy) or send a copy (<see cref="TrySend"/>).
/// </summary>
/// <remarks>
/// All members are safe to call from several threads at once. Programs receive records in the order in which they were reserved.
/// </remarks>
public sealed class UserRingBufferWriter : IDisposable
{
    private const int SpaceKey = 0;
    private const int WakeKey = 1;

    private readonly string _subject;
    private readonly MappedMemory _consumer;
    private readonly MappedMemory _producer;
    private readonly UserRingMemory _ring;
    private readonly Poller _poller;
    private readonly WakeEvent _wake;
    private readonly Lock _reserving = new();
    private readonly Lock _waiting = new();

    internal unsafe UserRingBufferWriter(BpfMap map)
    {
        _subject = $"a writer of map '{map.Name}'";
        var page = MappedMemory.PageSize;
        var size = checked((int)map.MaxEntries);
        _consumer = MappedMemory.TryMap(map.Descriptor, (nuint)page, isReadOnly: true) ?? throw Failure();
        try
        {
            _producer = MappedMemory.TryMap(map.Descriptor, (nuint)page + (2 * (nuint)size), isReadOnly: false, offset: page)
                ?? throw Failure();
            _ring = new UserRingMemory((byte*)_consumer.Address, (byte*)_producer.Address, (byte*)_producer.Address + page, size);
            _poller = Poller.Create(capacity: 2, _subject);
            _wake = WakeEvent.Create(_subject);
            _poller.Watch(_wake.Descriptor, WakeKey, _subject);
            _poller.WatchForSpace(map.Descriptor, SpaceKey, _subject);
        }
        catch
        {
            _wake?.Dispose();
            _poller?.Dispose();
            _producer?.Dispose();
            _consumer.Dispose();
            throw;
        }
    }

    private void Hold(MappedMemory memory, ref bool isHeld)
    {
        try
        {
            memory.DangerousAddRef(ref isHeld);
        }
        catch (ObjectDisposedException)
        {
            throw Disposed.Error(_subject);
        }
    }

    /// <summary>Reserves a record, without waiting.</summary>
    /// <param name="size">The size of the record in bytes.</param>
    /// <param name="record">
    /// The record. Fill it, then submit or discard it. Until then, programs do not receive records reserved after it.
    /// </param>
    /// <returns>False if the buffer is full.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The size is negative, or exceeds the buffer size minus 8 bytes.</exception>
    /// <exception cref="ObjectDisposedException">The writer was disposed.</exception>
    public unsafe bool TryReserve(int size, out UserRecord record)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, _ring.LargestRecord);
        var isHeld = false;
        Hold(_consumer, ref isHeld);
        try
        {
            // The record keeps the memory mapped until it is submitted or discarded.
            Hold(_producer, ref isHeld);
            byte* start;
            lock (_reserving)
            {
                start = _ring.TryReserve(size);
            }

            if (start != null)
            {
                record = new UserRecord(_producer, start, size);
                return true;
            }

            _producer.DangerousRelease();
            record = default;
            return false;
        }
        finally
        {
            _consumer.DangerousRelease();
        }
    }

    /// <summary>Reserves a record. If the buffer is full, waits until programs have read records (<c>bpf_user_ringbuf_drain</c>).</summary>
    /// <param name="size">The size of the record in bytes.</param>
    /// <param name="timeout">The maximum wait. <see cref="Timeout.InfiniteTimeSpan"/> waits without limit.</param>
    /// <param name="record">
    /// The record. Fill it, then submit or discard it. Until then, programs do not receive records reserved after it.
    /// </param>
    /// <returns>False after the timeout.</returns>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The size is negative, or exceeds the buffer size minus 8 bytes. Or the timeout is negative, and not
    /// <see cref="Timeout.InfiniteTimeSpan"/>.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The writer was disposed before or during the call.</exception>
    /// <exception cref="BpfException">The kernel rejected <c>epoll_wait</c>.</exception>
    public bool TryReserve(int size, TimeSpan timeout, out UserRecord record)
    {
        Timeouts.Check(timeout);
        if (TryReserve(size, out record))
        {
            return true;
        }

        // The kernel reports free space once, to one waiting thread. So only one thread waits for the kernel. Other threads wait for the
        // lock and then check for space themselves.
        var deadline = new Deadline(timeout);
        if (!_waiting.TryEnter(deadline.Left))
        {
            return false;
        }

        try
        {
            while (!TryReserve(size, out record))
            {
                if (deadline.IsOver)
                {
                    return false;
                }

                _poller.Wait(deadline.Left, _subject);
            }

            return true;
        }
        finally
        {
            _waiting.Exit();
        }
    }

    /// <summary>Sends a copy of a record.</summary>
    /// <param name="record">The bytes of the record.</param>
    /// <returns>False if the buffer is full.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The record exceeds the buffer size minus 8 bytes.</exception>
    /// <exception cref="ObjectDisposedException">The writer was disposed.</exception>
    public bool TrySend(ReadOnlySpan<byte> record)
    {
        if (!TryReserve(record.Length, out var reserved))
        {
            return false;
        }

        record.CopyTo(reserved.Data);
        reserved.Submit();
        return true;
    }

    /// <summary>Stops writing. You can still submit or discard reserved records; the memory is unmapped after the last of them.</summary>
    public void Dispose()
    {
        _producer.Dispose();
        _consumer.Dispose();

        // Wake the waiting thread. This thread and all later callers find the memory closed and throw.
        _wake.Set();
        lock (_waiting)
        {
            _poller.Dispose();
            _wake.Dispose();
        }
    }

    private BpfException Failure() => new("mmap", Errno.Last, _subject, Hints.ForCapability(Errno.Last, Capability.Bpf));
}
