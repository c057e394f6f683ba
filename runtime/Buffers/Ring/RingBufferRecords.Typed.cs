using System.Runtime.CompilerServices;
using BpfGen.Buffers;

namespace BpfGen;

/// <summary>The records that a ring buffer has, as structs, for a <c>foreach</c>: see <see cref="RingBufferReader{T}.Read"/>.</summary>
/// <typeparam name="T">The struct, laid out as the program has it.</typeparam>
public readonly struct RingBufferRecords<T>
    where T : unmanaged
{
    private readonly RingBufferRecords _records;

    internal RingBufferRecords(RingBufferRecords records) => _records = records;

    /// <summary>Waits for the first record.</summary>
    public Enumerator GetEnumerator() => new(_records.GetEnumerator());

    /// <summary>Goes through the records, and lets nobody else read until it is disposed.</summary>
    public ref struct Enumerator
    {
        private RingBufferRecords.Enumerator _records;

        internal Enumerator(RingBufferRecords.Enumerator records) => _records = records;

        /// <summary>The record, where the program wrote it, until the next is asked for.</summary>
        /// <exception cref="System.InvalidOperationException">It is smaller than the struct.</exception>
        public readonly ref readonly T Current
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            get => ref RecordBytes.As<T>(_records.Current);
        }

        /// <summary>Gives the space of the record to programs, and goes to the next.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public bool MoveNext() => _records.MoveNext();

        /// <summary>Gives the space of the record to programs, and lets others read.</summary>
        public readonly void Dispose() => _records.Dispose();
    }
}
