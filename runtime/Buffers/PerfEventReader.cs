using System;
using System.Collections.Generic;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading;
using BpfGen.Interop;

namespace BpfGen;

/// <summary>
/// Receives the records that programs send through a <see cref="PerfEventArray"/>: in a callback, without copying or allocating
/// (<see cref="Poll(TimeSpan, PerfEventCallback)"/>), or as an asynchronous sequence (<see cref="ReadAllAsync"/>).
/// </summary>
/// <remarks>
/// One consumer at a time reads. <see cref="Dispose"/> may be called from any thread, also while another one reads: that one comes back.
/// </remarks>
public class PerfEventReader : IDisposable
{
    private const int SampleSizeField = sizeof(uint);

    private readonly List<PerfCpuBuffer> _buffers = [];
    private readonly ReaderGate _gate;
    private long _lost;

    internal PerfEventReader(BpfMap map, PerfReaderOptions options)
    {
        var subject = $"a reader of map '{map.Name}'";
        var size = DataSize(options);
        var cpus = (int)Math.Min(map.MaxEntries, (uint)CpuCount.Possible);
        _gate = new ReaderGate(subject, cpus, () => _buffers.ForEach(buffer => buffer.Dispose()));
        try
        {
            for (var cpu = 0; cpu < cpus; cpu++)
            {
                if (PerfCpuBuffer.Open(cpu, size, options.WakeupEvents, subject) is { } buffer)
                {
                    _buffers.Add(buffer);
                    _gate.Watch(buffer.Descriptor, _buffers.Count - 1);
                    PerfEventArray.SetCpu(map, cpu, buffer.Descriptor);
                }
            }
        }
        catch
        {
            _gate.Dispose();
            throw;
        }
    }

    /// <summary>How many records found no room in their buffer, as far as the reader has come across the kernel's word of it.</summary>
    public long LostCount => Interlocked.Read(ref _lost);

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

    /// <summary>Stops reading, closes the buffers and gives their memory back.</summary>
    public void Dispose()
    {
        _gate.Dispose();
        GC.SuppressFinalize(this);
    }

    private static int DataSize(PerfReaderOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.BufferSizePerCpu);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.WakeupEvents);
        var pages = ((uint)options.BufferSizePerCpu + (uint)MappedMemory.PageSize - 1) / (uint)MappedMemory.PageSize;
        return checked((int)BitOperations.RoundUpToPowerOf2(pages) * MappedMemory.PageSize);
    }

    private protected IAsyncEnumerable<TCopy> ReadAll<TCopy>(RecordCopy<TCopy> copy, CancellationToken cancel) => RecordPump<TCopy>.ReadAll(
        this, _gate, target => Poll(Timeout.InfiniteTimeSpan, (target, copy), static (record, pump) => pump.target.Send(pump.copy(record))), cancel);

    private protected int Receive<TTarget>(TimeSpan timeout, TTarget target)
        where TTarget : struct, ITarget
    {
        _gate.Enter();
        try
        {
            return Drain(_gate.Wait(timeout), target);
        }
        finally
        {
            _gate.Exit();
        }
    }

    private int Drain<TTarget>(int ready, TTarget target)
        where TTarget : struct, ITarget
    {
        var count = 0;
        if (ready == 0)
        {
            // Where it takes several records to be woken, fewer than that may be waiting.
            foreach (var buffer in _buffers)
            {
                count += Drain(buffer, target);
            }
        }

        for (var i = 0; i < ready && !_gate.IsDisposed; i++)
        {
            if (_gate.Ready(i) is { } buffer)
            {
                count += Drain(_buffers[buffer], target);
            }
        }

        return count;
    }

    private int Drain<TTarget>(PerfCpuBuffer buffer, TTarget target)
        where TTarget : struct, ITarget
    {
        var ring = buffer.Ring;
        var head = ring.Head;
        var position = ring.Tail;
        var received = position;
        var count = 0;
        try
        {
            while (!_gate.IsDisposed)
            {
                if (!ring.TryRead(ref position, head, out var type, out var payload))
                {
                    received = position;
                    break;
                }

                // What is left to do where the callback throws has a place of its own, so that the position can stay in a register.
                received = position;
                if (type == PerfRecordType.Sample && payload.Length >= SampleSizeField)
                {
                    count++;
                    target.Take(Sample(buffer.Cpu, payload));
                }
                else if (type == PerfRecordType.Lost && payload.Length >= 2 * sizeof(ulong))
                {
                    Interlocked.Add(ref _lost, MemoryMarshal.Read<long>(payload[sizeof(ulong)..]));
                }
            }
        }
        finally
        {
            ring.Tail = received;
        }

        return count;
    }

    /// <summary>What the program sent: as many bytes as it says, and never more than there are.</summary>
    private static PerfEvent Sample(int cpu, ReadOnlySpan<byte> payload)
    {
        ref readonly var start = ref MemoryMarshal.GetReference(payload);
        var size = Math.Min(Unsafe.ReadUnaligned<uint>(in start), (uint)(payload.Length - SampleSizeField));
        return new PerfEvent(cpu, in Unsafe.Add(ref Unsafe.AsRef(in start), SampleSizeField), (int)size);
    }

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
