using System;
using System.Runtime.CompilerServices;
using BpfGen.Buffers;

namespace BpfGen;

/// <summary>The records that the buffers of a perf event array have, for a <c>foreach</c>: see <see cref="PerfEventReader.Read"/>.</summary>
public readonly struct PerfEvents
{
    private readonly PerfEventReader _reader;
    private readonly TimeSpan _timeout;

    internal PerfEvents(PerfEventReader reader, TimeSpan timeout)
    {
        _reader = reader;
        _timeout = timeout;
    }

    /// <summary>Waits for the first record.</summary>
    public Enumerator GetEnumerator() => new(_reader, _timeout);

    /// <summary>Goes through the records, one CPU's after the other's, and lets nobody else read until it is disposed.</summary>
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

        /// <summary>The record, in the buffer it arrived in, until the next is asked for.</summary>
        public readonly PerfEvent Current
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            get => _record;
        }

        /// <summary>Goes to the next record.</summary>
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

            // A variable, not the field, whose address would keep the whole enumerator in memory.
            _ring = _reader.Advance(out var record);
            if (_ring is null)
            {
                return false;
            }

            _next = _ring.Next;
            _record = record;
            return true;
        }

        /// <summary>Gives the space of what was received to the kernel, and lets others read.</summary>
        public readonly void Dispose() => _reader.End();
    }
}
