using System;
using System.Collections.Generic;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Threading;
using BpfGen.Buffers;
using BpfGen.Interop;
using BpfGen.Maps;

namespace BpfGen;

/// <summary>
/// Receives the records that programs send through a <see cref="PerfEventArray"/>, in the buffers they arrived in, without copying or allocating: in a loop
/// (<see cref="Read"/>) or a callback (<see cref="Poll(TimeSpan, PerfEventCallback)"/>). Or as an asynchronous sequence of copies (<see cref="ReadAllAsync"/>).
/// </summary>
/// <remarks>
/// One consumer at a time reads. <see cref="RecordReader.Dispose"/> may be called from any thread, also while another one reads: that one comes back.
/// </remarks>
public class PerfEventReader : RecordReader
{
    private readonly List<PerfCpuBuffer> _buffers = [];
    private long _lost;

    /// <summary>The kernel wakes for each record.</summary>
    private readonly bool _wakesForEach;

    /// <summary>What a reading goes through: as many buffers as the kernel has told of, or all where that is 0.</summary>
    private int _ready;
    private int _next;
    private PerfRing? _current;

    /// <summary>The last reading ended before its last record.</summary>
    private bool _wasLeft;

    internal PerfEventReader(BpfMap map, PerfReaderOptions options)
        : base(map, CpusOf(map))
    {
        try
        {
            var size = DataSize(options);
            _wakesForEach = options is { WakeupEvents: 1, WakeupBytes: null };
            for (var cpu = 0; cpu < CpusOf(map); cpu++)
            {
                if (PerfCpuBuffer.Open(cpu, size, options, Subject) is { } buffer)
                {
                    _buffers.Add(buffer);
                    Gate.Watch(buffer.Descriptor, _buffers.Count - 1);
                    PerfEventArray.SetCpu(map, cpu, buffer.Descriptor);
                }
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>How many records found no room in their buffer, as far as the reader has come across the kernel's word of it.</summary>
    public long LostCount => Interlocked.Read(ref _lost);

    /// <summary>Waits for records and gives all that there are, in a <c>foreach</c>: the fastest way.</summary>
    /// <param name="timeout">How long to wait where there are none; <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    /// <returns>
    /// The records, to be gone through once. Each is valid until the next; leaving the loop at one counts it as received. None after the time, or where the reader
    /// was disposed meanwhile.
    /// </returns>
    /// <exception cref="InvalidOperationException">The loop begins while somebody else is reading.</exception>
    /// <exception cref="ObjectDisposedException">The loop begins after the reader was disposed.</exception>
    /// <exception cref="BpfException">The kernel refuses (<c>epoll_wait</c>).</exception>
    public PerfEvents Read(TimeSpan timeout) => new(this, timeout);

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
        return Receive(timeout, new Plain(callback));
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
        return Receive(timeout, new WithState<TState>(state, callback));
    }

    /// <summary>Receives records as they come, each copied out of its buffer, until cancelled or disposed.</summary>
    /// <param name="cancel">Ends the sequence with an <see cref="OperationCanceledException"/>; disposing the reader ends it without.</param>
    /// <exception cref="InvalidOperationException">Somebody else is reading.</exception>
    /// <exception cref="ObjectDisposedException">The reader was disposed before.</exception>
    public IAsyncEnumerable<PerfEventRecord> ReadAllAsync(CancellationToken cancel = default) => ReadAll(static record => new PerfEventRecord(record), cancel);

    private static int CpusOf(BpfMap map) => (int)Math.Min(map.MaxEntries, (uint)CpuCount.Possible);

    private static int DataSize(PerfReaderOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.BufferSizePerCpu);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.WakeupEvents);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.WakeupBytes ?? 1);
        var pages = ((uint)options.BufferSizePerCpu + (uint)MappedMemory.PageSize - 1) / (uint)MappedMemory.PageSize;
        return checked((int)BitOperations.RoundUpToPowerOf2(pages) * MappedMemory.PageSize);
    }

    private protected IAsyncEnumerable<TCopy> ReadAll<TCopy>(RecordCopy<TCopy> copy, CancellationToken cancel) => RecordPump<TCopy>.ReadAll(
        this, Gate, target => Poll(Timeout.InfiniteTimeSpan, (target, copy), static (record, pump) => pump.target.Send(pump.copy(record))), cancel);

    /// <summary>Waits for records, and lets nobody else in until <see cref="End"/>.</summary>
    /// <returns>The first ring that may have some, or null.</returns>
    internal PerfRing? Begin(TimeSpan timeout)
    {
        Gate.Enter();
        try
        {
            // To look at the rings takes less than a system call. Who waits for several records is left to wait for them, but not for what a loop has left there:
            // the kernel does not wake for that again.
            var looksFirst = timeout == TimeSpan.Zero || _wakesForEach || _wasLeft;
            _wasLeft = false;
            return _current = (looksFirst ? FirstRing(0) : null) ?? (timeout == TimeSpan.Zero ? null : Await(timeout));
        }
        catch
        {
            Gate.Exit();
            throw;
        }
    }

    /// <summary>Reads what is no sample, or one that wraps, and goes to the next ring where there is nothing more: all that a loop has no time for.</summary>
    /// <param name="record">A sample, if there is one.</param>
    /// <returns>Where to go on; null after the last record, and where the reader is disposed.</returns>
    internal PerfRing? Advance(out PerfEvent record)
    {
        record = default;
        for (; _current is { } ring; _current = NextRing())
        {
            while (!IsDisposed && ring.TryRead(out var type, out var payload))
            {
                if (type == PerfRecordType.Sample && payload.Length >= PerfRing.SampleSizeField)
                {
                    record = new PerfEvent(ring.Cpu, payload);
                    return ring;
                }

                if (type == PerfRecordType.Lost && payload.Length >= 2 * sizeof(ulong))
                {
                    Interlocked.Add(ref _lost, MemoryMarshal.Read<long>(payload[sizeof(ulong)..]));
                }
            }

            ring.End();
        }

        return null;
    }

    /// <summary>Gives back what has been read, wherever that ends.</summary>
    internal void End()
    {
        _wasLeft = _current is not null;
        _current?.End();
        _current = null;
        Gate.Exit();
    }

    private PerfRing? Await(TimeSpan timeout)
    {
        var deadline = new Deadline(timeout);
        int ready;
        do
        {
            // Where it takes several records to be woken, fewer than that may be there when the time is over.
            ready = Gate.Wait(deadline.Left);
            if (FirstRing(ready) is { } ring)
            {
                return ring;
            }

            // The kernel has told of records that came while others were read, and were read with them.
        }
        while (ready > 0 && !Gate.WasWoken && !IsDisposed);
        return null;
    }

    private PerfRing? FirstRing(int ready)
    {
        _ready = ready;
        _next = 0;
        return NextRing();
    }

    private PerfRing? NextRing()
    {
        while (!IsDisposed && _next < (_ready == 0 ? _buffers.Count : _ready))
        {
            var index = _ready == 0 ? _next : Gate.Ready(_next);
            _next++;
            if (index is { } found && _buffers[found].Ring.Begin())
            {
                return _buffers[found].Ring;
            }
        }

        return null;
    }

    private protected unsafe int Receive<TTarget>(TimeSpan timeout, TTarget target)
        where TTarget : struct, ITarget
    {
        // What a foreach over Read does, in a tenth less time: with a call in the loop an enumerator has no registers.
        var count = 0;
        var gate = Gate;
        var ring = Begin(timeout);
        try
        {
            while (ring is not null)
            {
                var next = ring.Next;
                while (!gate.IsDisposed && ring.TryReadSample(ref next, out var record))
                {
                    count++;
                    target.Take(record);
                }

                ring = Advance(out var other);
                if (ring is not null)
                {
                    count++;
                    target.Take(other);
                }
            }
        }
        finally
        {
            End();
        }

        return count;
    }

    private protected override void Release() => _buffers.ForEach(static buffer => buffer.Dispose());

    /// <summary>Who receives records: structs, so that each kind has a loop of its own, with one call a record.</summary>
    private protected interface ITarget
    {
        void Take(PerfEvent record);
    }

    private readonly struct Plain(PerfEventCallback callback) : ITarget
    {
        public void Take(PerfEvent record) => callback(record);
    }

    private readonly struct WithState<TState>(TState state, PerfEventCallback<TState> callback) : ITarget
    {
        public void Take(PerfEvent record) => callback(record, state);
    }

    /// <summary>Makes a copy of a record that outlives it.</summary>
    private protected delegate TCopy RecordCopy<TCopy>(PerfEvent record);
}
