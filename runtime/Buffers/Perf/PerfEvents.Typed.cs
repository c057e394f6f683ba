using System.Runtime.CompilerServices;
using BpfGen.Buffers;

namespace BpfGen;

/// <summary>The records that the buffers of a perf event array have, as structs, for a <c>foreach</c>: see <see cref="PerfEventReader{T}.Read"/>.</summary>
/// <typeparam name="T">The struct, laid out as the program has it.</typeparam>
public readonly struct PerfEvents<T>
    where T : unmanaged
{
    private readonly PerfEvents _records;

    internal PerfEvents(PerfEvents records) => _records = records;

    /// <summary>Waits for the first record.</summary>
    public Enumerator GetEnumerator() => new(_records.GetEnumerator());

    /// <summary>Goes through the records, one CPU's after the other's, and lets nobody else read until it is disposed.</summary>
    public ref struct Enumerator
    {
        private PerfEvents.Enumerator _records;

        internal Enumerator(PerfEvents.Enumerator records) => _records = records;

        /// <summary>The record, in the buffer it arrived in, until the next is asked for.</summary>
        /// <exception cref="System.InvalidOperationException">It is smaller than the struct.</exception>
        public readonly ref readonly T Current
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            get => ref RecordBytes.As<T>(_records.Current.Data);
        }

        /// <summary>Goes to the next record.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public bool MoveNext() => _records.MoveNext();

        /// <summary>Gives the space of what was received to the kernel, and lets others read.</summary>
        public readonly void Dispose() => _records.Dispose();
    }
}
