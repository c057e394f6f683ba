using System;
using System.Runtime.CompilerServices;
using BpfGen.Buffers;

namespace BpfGen;

/// <summary>The available records of a ring buffer, for a <c>foreach</c> loop: see <see cref="RingBufferReader.Read"/>.</summary>
public readonly struct RingBufferRecords
{
    private readonly RingBufferReader _reader;
    private readonly TimeSpan _timeout;

    internal RingBufferRecords(RingBufferReader reader, TimeSpan timeout)
    {
        _reader = reader;
        _timeout = timeout;
    }

    /// <summary>Waits until at least one record is available or the timeout passes.</summary>
    public Enumerator GetEnumerator() => new(_reader, _timeout);

    /// <summary>Enumerates the records. No other thread can read until the enumerator is disposed.</summary>
    public ref struct Enumerator
    {
        private readonly RingBufferReader _reader;
        private ulong _position;
        private ulong _available;
        private RingRecord _record;

        internal Enumerator(RingBufferReader reader, TimeSpan timeout)
        {
            _reader = reader;
            _position = reader.Begin(timeout);
        }

        /// <summary>The current record in the buffer's memory. It is valid until the next call of <see cref="MoveNext"/>.</summary>
        public readonly ReadOnlySpan<byte> Current => _record.Data;

        /// <summary>Gives the space of the current record back to programs, and moves to the next record.</summary>
        /// <returns>False if there are no more records.</returns>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public bool MoveNext()
        {
            do
            {
                _reader.Ring.Consumed = _position;
                if (_available == 0)
                {
                    _available = _reader.AvailableAt(_position);
                    if (_available == 0)
                    {
                        break;
                    }
                }

                if (_reader.IsDisposed)
                {
                    break;
                }

                if (_reader.Ring.TryRead(ref _position, ref _available, out _record))
                {
                    return true;
                }
            }
            while (RingMemory.TryPass(ref _position, ref _available, _record));

            _reader.Stop(_position);
            return false;
        }

        /// <summary>Gives the space of the current record back to programs, and lets other threads read.</summary>
        public readonly void Dispose() => _reader.End();
    }
}
