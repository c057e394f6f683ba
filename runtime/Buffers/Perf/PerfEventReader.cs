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
/// Receives the records that programs send through a <see cref="PerfEventArray"/>. A loop (<see cref="Read"/>) or a callback
/// (<see cref="Poll(TimeSpan, PerfEventCallback)"/>) reads them in the buffer's memory, without copies or allocations. An asynchronous
/// sequence (<see cref="ReadAllAsync"/>) returns copies.
/// </summary>
/// <remarks>
/// Only one thread at a time may read. <see cref="RecordReader.Dispose"/> may be called from any thread, even during a read, and ends that
/// read. Records of one CPU arrive in order; records of different CPUs do not.
/// </remarks>
/// <example>
/// <code>
/// using var probe = Probe.Load();
/// using var reader = probe.Events.OpenReader();     // PerfEventArray
/// foreach (var record in reader.Read(TimeSpan.FromSeconds(1)))
/// {
///     Console.WriteLine($"CPU {record.Cpu}: {record.As&lt;ulong&gt;()} ns");
/// }
///
/// Console.WriteLine($"{reader.LostCount} records lost");
/// </code>
/// </example>
public class PerfEventReader : RecordReader
{
    /// <summary>The largest size of a buffer in bytes: the largest power of two in an <c>int</c>.</summary>
    private const int LargestBuffer = 1 << 30;

    private readonly List<PerfCpuBuffer> _buffers = [];
    private long _lost;

    /// <summary>Whether the kernel wakes the reader for each record.</summary>
    private readonly bool _wakesForEach;

    /// <summary>The number of buffers that the kernel reported as ready in the current read. 0 means: look at all buffers.</summary>
    private int _ready;
    private int _next;
    private PerfRing? _current;

    /// <summary>Whether rings may still have records that the kernel has already reported, and will not report again.</summary>
    private bool _mustLook;

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

    /// <summary>
    /// The number of records that were lost because a buffer was full. The kernel reports
    /// lost records in the buffer, so the number grows only as the reader reads.
    /// </summary>
    public long LostCount => Interlocked.Read(ref _lost);

    /// <summary>Waits for records and returns all available ones for a <c>foreach</c> loop. This is the fastest way to read.</summary>
    /// <param name="timeout">The maximum wait if there is no record. <see cref="Timeout.InfiniteTimeSpan"/> waits without limit.</param>
    /// <returns>
    /// The records. You can enumerate them only once. Each record is valid until the next record. If you leave the loop early, the current
    /// record counts as received and the others stay for the next read. Empty after the timeout, or if the reader was disposed during the
    /// wait.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative, and not <see cref="Timeout.InfiniteTimeSpan"/>.</exception>
    /// <exception cref="InvalidOperationException">Another read is in progress when the loop starts.</exception>
    /// <exception cref="ObjectDisposedException">The reader was disposed before the loop started.</exception>
    /// <exception cref="BpfException">The kernel rejected <c>epoll_wait</c>.</exception>
    public PerfEvents Read(TimeSpan timeout)
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
    public int Poll(TimeSpan timeout, PerfEventCallback callback)
    {
        ArgumentNullException.ThrowIfNull(callback);
        return Receive(timeout, new Plain(callback));
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
    public int Poll<TState>(TimeSpan timeout, TState state, PerfEventCallback<TState> callback)
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
    public IAsyncEnumerable<PerfEventRecord> ReadAllAsync(CancellationToken cancellationToken = default) =>
        ReadAll(static record => new PerfEventRecord(record), cancellationToken);

    private static int CpusOf(BpfMap map) => (int)Math.Min(map.MaxEntries, (uint)CpuCount.Possible);

    private static int DataSize(PerfReaderOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.BufferSizePerCpu);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.BufferSizePerCpu, LargestBuffer);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.WakeupEvents);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.WakeupBytes ?? 1);
        var pages = ((uint)options.BufferSizePerCpu + (uint)MappedMemory.PageSize - 1) / (uint)MappedMemory.PageSize;
        return checked((int)BitOperations.RoundUpToPowerOf2(pages) * MappedMemory.PageSize);
    }

    private protected IAsyncEnumerable<TCopy> ReadAll<TCopy>(RecordCopy<TCopy> copy, CancellationToken cancellationToken) =>
        RecordSequence<TCopy>.ReadAll(Subject, Gate, (out TCopy record) => TryTake(copy, out record), Await, cancellationToken);

    /// <summary>
    /// Copies the next record and gives its space back to the kernel. Consecutive calls visit the rings in turn, as one read does, so that
    /// a busy CPU does not delay the records of other CPUs.
    /// </summary>
    /// <returns>False if there is no record.</returns>
    private bool TryTake<TCopy>(RecordCopy<TCopy> copy, out TCopy taken)
    {
        taken = default!;
        Gate.Enter();
        try
        {
            // If the last read was also a TryTake, continue with its ring, which _current still contains. Otherwise, look at all rings
            // under the same condition as in Begin.
            if (_current is null && (_wakesForEach || _mustLook))
            {
                _current = FirstRing(0);
            }

            if (_current is not { } ring)
            {
                return false;
            }

            if (!TryReadSample(ring, out var record) && Advance(out record) is null)
            {
                return false;
            }

            taken = copy(record);
            return true;
        }
        finally
        {
            _mustLook = _current is not null;
            _current?.End();
            Gate.Exit();
        }

        static unsafe bool TryReadSample(PerfRing ring, out PerfEvent record)
        {
            var next = ring.Next;
            return ring.TryReadSample(ref next, out record);
        }
    }

    private void Await(CancellableWait wait)
    {
        Gate.Enter();
        try
        {
            // The kernel reports each record only once, and this wait has consumed the report. So the next read must look at all rings
            // itself, whichever method it uses.
            _mustLook |= Gate.Wait(wait);
        }
        finally
        {
            Gate.Exit();
        }
    }

    /// <summary>Waits for records, and keeps other consumers out until <see cref="End"/>.</summary>
    /// <returns>The first ring that may have records, or null if none has.</returns>
    internal PerfRing? Begin(TimeSpan timeout)
    {
        Gate.Enter();
        try
        {
            // If the kernel wakes the reader for each record, look at the rings before the wait, because this is cheaper than a system
            // call. If an earlier loop left records behind, look at the rings, too, because the kernel does not report these records again.
            // In all other cases, only wait: the kernel reports when the wake-up threshold is reached.
            var looksFirst = timeout == TimeSpan.Zero || _wakesForEach || _mustLook;
            _mustLook = false;
            return _current = (looksFirst ? FirstRing(0) : null) ?? (timeout == TimeSpan.Zero ? null : Await(timeout));
        }
        catch
        {
            Gate.Exit();
            throw;
        }
    }

    /// <summary>
    /// Handles the rare cases for a loop: records that are not samples, samples
    /// that wrap at the end of the ring, and moving to the next ring.
    /// </summary>
    /// <param name="record">The next sample, if there is one.</param>
    /// <returns>The ring to continue with. Null after the last record, or if the reader is disposed.</returns>
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

    /// <summary>
    /// Returns the space of the received records to the kernel. Every read calls this at its end, even if a callback throws.
    /// </summary>
    internal void End()
    {
        _mustLook = _current is not null;
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
            // With a wake-up threshold, the kernel does not report rings that have fewer records than the threshold. So look at all rings
            // after the timeout.
            ready = Gate.Wait(deadline.Left);
            if (FirstRing(ready) is { } ring)
            {
                return ring;
            }

            // The kernel may report a record that the reader has already read together with earlier records. If no ring has a new record,
            // wait again.
        }
        while (ready > 0 && !deadline.IsOver && !Gate.WasWoken && !IsDisposed);
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
        // This loop does the same as a foreach over Read, but is 10% faster. The loop calls a method for each record, so .NET would keep an
        // enumerator in memory and not in registers.
        Timeouts.Check(timeout);
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

    /// <summary>
    /// A receiver of records. Implementations are structs, so that .NET compiles a separate loop for each implementation. Such a loop makes
    /// only one call for each record.
    /// </summary>
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

    /// <summary>Copies a record, so that the copy stays valid after the record's space is given back to the kernel.</summary>
    private protected delegate TCopy RecordCopy<TCopy>(PerfEvent record);
}
