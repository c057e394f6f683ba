using System;
using System.Runtime.CompilerServices;

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
    public ref struct Enumerator
    {
        private readonly PerfEventReader _reader;
        private PerfRing? _ring;
        private ulong _position;
        private ReadOnlySpan<byte> _sample;

        internal Enumerator(PerfEventReader reader, TimeSpan timeout)
        {
            _reader = reader;
            _ring = reader.Begin(timeout);
            _position = _ring?.Position ?? 0;
        }

        /// <summary>The record, in the buffer it arrived in, until the next is asked for.</summary>
        public readonly PerfEvent Current
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            get => new(_ring!.Cpu, _sample);
        }

        /// <summary>Goes to the next record.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public bool MoveNext()
        {
            if (_ring is null)
            {
                return false;
            }

            if (!_reader.IsDisposed && _ring.TryReadSample(ref _position, out _sample))
            {
                return true;
            }

            _ring = _reader.Advance(out var sample);
            if (_ring is null)
            {
                return false;
            }

            _position = _ring.Position;
            _sample = sample;
            return true;
        }

        /// <summary>Gives the space of what was received to the kernel, and lets others read.</summary>
        public readonly void Dispose() => _reader.End();
    }
}
