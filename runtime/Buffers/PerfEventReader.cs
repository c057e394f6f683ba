using System;
using System.Collections.Generic;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Threading;

namespace BpfGen;

/// <summary>
/// Receives the records that programs send through a <see cref="PerfEventArray"/>: in a callback, without copying or allocating
/// (<see cref="Poll(TimeSpan, PerfEventCallback)"/>), or as an asynchronous sequence (<see cref="ReadAllAsync"/>).
/// </summary>
/// <remarks>
/// One consumer at a time reads. <see cref="Dispose"/> may be called from any thread, also while another one reads: that one comes back.
/// </remarks>
public sealed class PerfEventReader : IDisposable
{
    private const int WakeKey = -1;
    private const int SampleSizeField = sizeof(uint);

    private readonly string _subject;
    private readonly List<PerfCpuBuffer> _buffers;
    private readonly Poller _poller;
    private readonly WakeEvent _wake;
    private readonly Lock _reading = new();
    private readonly CancellationTokenSource _disposing = new();
    private long _lost;
    private int _isDisposed;
    private bool _isReleased;

    private PerfEventReader(string subject, List<PerfCpuBuffer> buffers, Poller poller, WakeEvent wake)
    {
        _subject = subject;
        _buffers = buffers;
        _poller = poller;
        _wake = wake;
    }

    /// <summary>How many records found no room in their buffer, as far as the reader has come across the kernel's word of it.</summary>
    public long LostCount => Interlocked.Read(ref _lost);

    /// <summary>Cancelled when the reader is disposed.</summary>
    internal CancellationToken Disposing => _disposing.Token;

    private bool IsDisposed => Volatile.Read(ref _isDisposed) != 0;

    /// <summary>Waits for records and hands over all that there are.</summary>
    /// <param name="timeout">How long to wait where there are none; <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    /// <param name="callback">Receives each. What it throws comes out of this, and the record counts as received.</param>
    /// <returns>How many there were; 0 after the time, or where the reader was disposed meanwhile.</returns>
    /// <exception cref="InvalidOperationException">Somebody else is reading.</exception>
    /// <exception cref="ObjectDisposedException">The reader was disposed before.</exception>
    /// <exception cref="BpfException">The kernel refuses (<c>epoll_wait</c>).</exception>
    public int Poll(TimeSpan timeout, PerfEventCallback callback)
    {
        ArgumentNullException.ThrowIfNull(callback);
        return Poll(timeout, callback, static (record, target) => target(record));
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
    public int Poll<TState>(TimeSpan timeout, TState state, PerfEventCallback<TState> callback)
    {
        ArgumentNullException.ThrowIfNull(callback);
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        if (_reading.IsHeldByCurrentThread || !_reading.TryEnter())
        {
            throw new InvalidOperationException("Somebody else is reading: a PerfEventReader has one consumer at a time.");
        }

        try
        {
            return PollLocked((int)Math.Clamp(Math.Ceiling(timeout.TotalMilliseconds), -1, int.MaxValue), state, callback);
        }
        finally
        {
            if (IsDisposed)
            {
                Release();
            }

            _reading.Exit();
        }
    }

    /// <summary>Receives records as they come, each copied out of its buffer, until cancelled or disposed.</summary>
    /// <param name="cancel">Ends the sequence with an <see cref="OperationCanceledException"/>; disposing the reader ends it without.</param>
    /// <exception cref="InvalidOperationException">Somebody else is reading.</exception>
    /// <exception cref="ObjectDisposedException">The reader was disposed before.</exception>
    public IAsyncEnumerable<PerfEventRecord> ReadAllAsync(CancellationToken cancel = default)
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        return PerfEventPump.ReadAll(this, cancel);
    }

    /// <summary>Stops reading, closes the buffers and gives their memory back.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
        {
            return;
        }

        _disposing.Cancel();

        // A callback that disposes its own reader is still in the buffer: who called it cleans up.
        if (_reading.IsHeldByCurrentThread)
        {
            return;
        }

        Wake();
        lock (_reading)
        {
            Release();
        }
    }

    internal static PerfEventReader Open(PerfEventArray map, PerfReaderOptions options)
    {
        var subject = $"a reader of map '{map.Name}'";
        var buffers = new List<PerfCpuBuffer>();
        Poller? poller = null;
        WakeEvent? wake = null;
        try
        {
            var cpus = (int)Math.Min(map.MaxEntries, (uint)CpuCount.Possible);
            poller = Poller.Create(cpus + 1, subject);
            wake = WakeEvent.Create(subject);
            poller.Watch(wake.Descriptor, WakeKey, subject);
            for (var cpu = 0; cpu < cpus; cpu++)
            {
                if (PerfCpuBuffer.Open(cpu, DataSize(options), options.WakeupEvents, subject) is { } buffer)
                {
                    buffers.Add(buffer);
                    poller.Watch(buffer.Descriptor, buffers.Count - 1, subject);
                    map.SetCpu(cpu, buffer.Descriptor);
                }
            }

            return new PerfEventReader(subject, buffers, poller, wake);
        }
        catch
        {
            buffers.ForEach(buffer => buffer.Dispose());
            poller?.Dispose();
            wake?.Dispose();
            throw;
        }
    }

    /// <summary>Makes a <see cref="Poll(TimeSpan, PerfEventCallback)"/> that waits, or the next one that would, come back.</summary>
    internal void Wake() => _wake.Set();

    private static int DataSize(PerfReaderOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.BufferSizePerCpu);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.WakeupEvents);
        var pages = ((uint)options.BufferSizePerCpu + (uint)Environment.SystemPageSize - 1) / (uint)Environment.SystemPageSize;
        return checked((int)BitOperations.RoundUpToPowerOf2(pages) * Environment.SystemPageSize);
    }

    private int PollLocked<TState>(int milliseconds, TState state, PerfEventCallback<TState> callback)
    {
        var count = 0;
        var ready = _poller.Wait(milliseconds, _subject);
        if (ready == 0)
        {
            // Where it takes several records to be woken, fewer than that may be waiting.
            foreach (var buffer in _buffers)
            {
                count += Drain(buffer, state, callback);
            }
        }

        for (var i = 0; i < ready && !IsDisposed; i++)
        {
            var key = _poller.Key(i);
            if (key == WakeKey)
            {
                _wake.Reset();
            }
            else
            {
                count += Drain(_buffers[key], state, callback);
            }
        }

        return count;
    }

    private int Drain<TState>(PerfCpuBuffer buffer, TState state, PerfEventCallback<TState> callback)
    {
        var ring = buffer.Ring;
        var head = ring.Head;
        var position = ring.Tail;
        var count = 0;
        try
        {
            while (!IsDisposed && ring.TryRead(ref position, head, out var type, out var payload))
            {
                if (type == PerfRecordType.Sample && payload.Length >= SampleSizeField)
                {
                    count++;
                    callback(new PerfEvent(buffer.Cpu, Sample(payload)), state);
                }
                else if (type == PerfRecordType.Lost && payload.Length >= 2 * sizeof(ulong))
                {
                    Interlocked.Add(ref _lost, MemoryMarshal.Read<long>(payload[sizeof(ulong)..]));
                }
            }
        }
        finally
        {
            ring.Tail = position;
        }

        return count;
    }

    private static ReadOnlySpan<byte> Sample(ReadOnlySpan<byte> payload)
    {
        var size = MemoryMarshal.Read<uint>(payload);
        var data = payload[SampleSizeField..];
        return data[..(int)Math.Min(size, (uint)data.Length)];
    }

    private void Release()
    {
        if (_isReleased)
        {
            return;
        }

        _isReleased = true;
        _buffers.ForEach(buffer => buffer.Dispose());
        _poller.Dispose();
        _wake.Dispose();
    }
}
