using System.Runtime.CompilerServices;
using BpfGen.Buffers;

namespace BpfGen;

/// <summary>
/// The available records of a perf event array as structs, for a <c>foreach</c> loop: see <see cref="PerfEventReader{T}.Read"/>.
/// </summary>
/// <typeparam name="T">The struct, with the same layout as in the eBPF program.</typeparam>
public readonly struct PerfEvents<T>
    where T : unmanaged
{
    private readonly PerfEvents _records;

    internal PerfEvents(PerfEvents records) => _records = records;

    /// <summary>Waits until at least one record is available or the timeout passes.</summary>
    public Enumerator GetEnumerator() => new(_records.GetEnumerator());

    /// <summary>Enumerates the records, CPU by CPU. No other thread can read until the enumerator is disposed.</summary>
    public ref struct Enumerator
    {
        private PerfEvents.Enumerator _records;

        internal Enumerator(PerfEvents.Enumerator records) => _records = records;

        /// <summary>The current record in the buffer's memory. It is valid until the next call of <see cref="MoveNext"/>.</summary>
        /// <exception cref="System.InvalidOperationException">The record is smaller than the struct.</exception>
        public readonly ref readonly T Current
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            get => ref RecordBytes.As<T>(_records.Current.Data);
        }

        /// <summary>Moves to the next record.</summary>
        /// <returns>False if there are no more records.</returns>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public bool MoveNext() => _records.MoveNext();

        /// <summary>Gives the space of the received records back to the kernel, and lets other threads read.</summary>
        public readonly void Dispose() => _records.Dispose();
    }
}
