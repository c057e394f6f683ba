using System;
using System.Runtime.CompilerServices;
using BpfGen.Buffers;

namespace BpfGen;

/// <summary>The available records of a perf event array, for a <c>foreach</c> loop: see <see cref="PerfEventReader.Read"/>.</summary>
public readonly struct PerfEvents
{
    private readonly PerfEventReader _reader;
    private readonly TimeSpan _timeout;

    internal PerfEvents(PerfEventReader reader, TimeSpan timeout)
    {
        _reader = reader;
        _timeout = timeout;
    }

    /// <summary>Waits until at least one record is available or the timeout passes.</summary>
    public Enumerator GetEnumerator() => new(_reader, _timeout);

    /// <summary>Enumerates the records, CPU by CPU. No other thread can read until the enumerator is disposed.</summary>
    public unsafe ref struct Enumerator
    {
        private readonly PerfEventReader _reader;
        private PerfRing? _ring;
        private byte* _next;
        private PerfEvent _record;

        internal Enumerator(PerfEventReader reader, TimeSpan timeout)
        {
            _reader = reader;
            _ring = reader.Begin(timeout);
            _next = _ring is null ? null : _ring.Next;
        }

        /// <summary>The current record in the buffer's memory. It is valid until the next call of <see cref="MoveNext"/>.</summary>
        public readonly PerfEvent Current
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            get => _record;
        }

        /// <summary>Moves to the next record.</summary>
        /// <returns>False if there are no more records.</returns>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public bool MoveNext()
        {
            if (_ring is null)
            {
                return false;
            }

            if (!_reader.IsDisposed && _ring.TryReadSample(ref _next, out _record))
            {
                return true;
            }

            // Use a local variable, because taking the address of the field would keep the whole enumerator in memory.
            _ring = _reader.Advance(out var record);
            if (_ring is null)
            {
                return false;
            }

            _next = _ring.Next;
            _record = record;
            return true;
        }

        /// <summary>Gives the space of the received records back to the kernel, and lets other threads read.</summary>
        public readonly void Dispose() => _reader.End();
    }
}
