using System;
using System.Runtime.CompilerServices;
using BpfGen.Buffers;

namespace BpfGen;

/// <summary>The records that a ring buffer has, for a <c>foreach</c>: see <see cref="RingBufferReader.Read"/>.</summary>
public readonly struct RingBufferRecords
{
    private readonly RingBufferReader _reader;
    private readonly TimeSpan _timeout;

    internal RingBufferRecords(RingBufferReader reader, TimeSpan timeout)
    {
        _reader = reader;
        _timeout = timeout;
    }

    /// <summary>Waits for the first record.</summary>
    public Enumerator GetEnumerator() => new(_reader, _timeout);

    /// <summary>Goes through the records, and lets nobody else read until it is disposed.</summary>
    public ref struct Enumerator
    {
        private readonly RingBufferReader _reader;
        private ulong _position;
        private ulong _produced;
        private RingRecord _record;

        internal Enumerator(RingBufferReader reader, TimeSpan timeout)
        {
            _reader = reader;
            _produced = _position = reader.Begin(timeout);
        }

        /// <summary>The record, where the program wrote it, until the next is asked for.</summary>
        public readonly ReadOnlySpan<byte> Current => _record.Data;

        /// <summary>Gives the space of the record to programs, and goes to the next.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public bool MoveNext()
        {
            do
            {
                _reader.Ring.Consumed = _position;
                if (_position == _produced)
                {
                    _produced = _reader.ProducedFrom(_position);
                }

                if (_reader.IsDisposed || !_reader.Ring.TryRead(ref _position, _produced, out _record))
                {
                    _reader.Stop(_position);
                    return false;
                }
            }
            while (_record.IsDiscarded);

            return true;
        }

        /// <summary>Gives the space of the record to programs, and lets others read.</summary>
        public readonly void Dispose() => _reader.End();
    }
}
