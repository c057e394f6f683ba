using System;
using System.Threading;
using BpfGen.Buffers;
using BpfGen.Errors;
using BpfGen.Interop;

namespace BpfGen;

/// <summary>
/// Sends records to programs through a <see cref="UserRingBuffer"/>: they are written where the program reads them, without copying or allocating.
/// </summary>
/// <remarks>All members may be used from several threads at once. Programs receive records in the order they were reserved in.</remarks>
public sealed class UserRingBufferWriter : IDisposable
{
    private const int RoomKey = 0;
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
            _producer = MappedMemory.TryMap(map.Descriptor, (nuint)page + (2 * (nuint)size), isReadOnly: false, offset: page) ?? throw Failure();
            _ring = new UserRingMemory((byte*)_consumer.Address, (byte*)_producer.Address, (byte*)_producer.Address + page, size);
            _poller = Poller.Create(most: 2, _subject);
            _wake = WakeEvent.Create(_subject);
            _poller.Watch(_wake.Descriptor, WakeKey, _subject);
            _poller.WatchRoom(map.Descriptor, RoomKey, _subject);
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

    /// <summary>Makes room for a record.</summary>
    /// <param name="size">Its size in bytes.</param>
    /// <param name="record">The record, to be written and then submitted or discarded. Until then programs receive nothing that was reserved after it.</param>
    /// <returns>False where there is no room.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The buffer has not so many bytes.</exception>
    /// <exception cref="ObjectDisposedException">The writer was disposed.</exception>
    public unsafe bool TryReserve(int size, out UserRecord record)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, _ring.LargestRecord);
        var isHeld = false;
        _consumer.DangerousAddRef(ref isHeld);
        try
        {
            // The record holds the memory until it is finished.
            _producer.DangerousAddRef(ref isHeld);
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

    /// <summary>Makes room for a record, and waits for it where there is none: until programs have read so much (<c>bpf_user_ringbuf_drain</c>).</summary>
    /// <param name="size">Its size in bytes.</param>
    /// <param name="timeout">How long to wait; <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    /// <param name="record">The record, to be written and then submitted or discarded. Until then programs receive nothing that was reserved after it.</param>
    /// <returns>False after the time.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The buffer has not so many bytes.</exception>
    /// <exception cref="ObjectDisposedException">The writer was disposed, before or meanwhile.</exception>
    /// <exception cref="BpfException">The kernel refuses (<c>epoll_wait</c>).</exception>
    public bool TryReserve(int size, TimeSpan timeout, out UserRecord record)
    {
        if (TryReserve(size, out record))
        {
            return true;
        }

        // Room is told of once, and so to one who waits; those behind look for themselves when it is their turn.
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
    /// <param name="record">The record.</param>
    /// <returns>False where there is no room.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The buffer has not so many bytes.</exception>
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

    /// <summary>Stops writing. Records that are reserved can still be finished; the memory is given back after the last of them.</summary>
    public void Dispose()
    {
        _producer.Dispose();
        _consumer.Dispose();

        // Who waits finds the memory gone, and the next one likewise.
        _wake.Set();
        lock (_waiting)
        {
            _poller.Dispose();
            _wake.Dispose();
        }
    }

    private BpfException Failure() => new("mmap", Errno.Last, _subject, Hints.ForCapability(Errno.Last, Capability.Bpf));
}
