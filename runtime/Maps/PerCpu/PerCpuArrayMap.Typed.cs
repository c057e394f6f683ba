using System;
using System.Buffers;
using System.Collections;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using BpfGen.Interop;
using BpfGen.Loading;
using BpfGen.Maps;

namespace BpfGen;

/// <summary>
/// An array map with one value for each CPU in every element (<c>BPF_MAP_TYPE_PERCPU_ARRAY</c>). A program changes the value of the CPU
/// that it runs on.
/// </summary>
/// <remarks>All members are safe to call from several threads at once. Programs change the values at any time.</remarks>
/// <example>
/// <code>
/// using var tracer = Tracer.Load();
/// PerCpuArrayMap&lt;ulong&gt; counters = tracer.Counters;
///
/// var values = new ulong[PerCpuMap.CpuCount];       // one value for each CPU
/// counters.GetValues(0, values);
/// ulong total = 0;
/// foreach (var value in values)
/// {
///     total += value;
/// }
///
/// foreach (ulong[] element in counters)             // each element, as an array of one value for each CPU
/// {
///     Console.WriteLine(element[0]);
/// }
/// </code>
/// </example>
/// <typeparam name="TValue">The type of one CPU's value, with the same layout as in the eBPF program.</typeparam>
public sealed class PerCpuArrayMap<TValue>
    : PerCpuMap, IMapHandle<PerCpuArrayMap<TValue>>, IEnumerable<TValue[]>, IEntryBatches<uint, TValue>
    where TValue : unmanaged
{
    private const int MaxBatchSize = 64;

    internal PerCpuArrayMap(LoadedMap map)
        : base(map) => CheckType<TValue>(ValueSize, "values", map);

    /// <summary>The number of elements.</summary>
    public uint Length => MaxEntries;

    int IEntryBatches<uint, TValue>.ValuesPerEntry => CpuCount;

    /// <summary>Reads the values of an element into a new array.</summary>
    /// <param name="index">The index of the element.</param>
    /// <returns>The values, one for each CPU. The array index is the CPU number.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The index is not below <see cref="Length"/>.</exception>
    /// <exception cref="BpfException">The kernel rejected the command.</exception>
    public TValue[] this[uint index]
    {
        get
        {
            var values = new TValue[CpuCount];
            GetValues(index, values);
            return values;
        }
    }

    /// <summary>Reads the values of an element, one for each CPU.</summary>
    /// <param name="index">The index of the element.</param>
    /// <param name="values">
    /// Receives the values. The span's length must be <see cref="PerCpuMap.CpuCount"/>. The index in the span is the CPU number.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">The index is not below <see cref="Length"/>.</exception>
    /// <exception cref="ArgumentException">The span has the wrong length.</exception>
    /// <exception cref="BpfException">The kernel rejected the command.</exception>
    public void GetValues(uint index, Span<TValue> values)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Length);
        LookupAll(ref Bytes(ref index), values);
    }

    /// <summary>
    /// Reads the values of consecutive elements, with one system call for each 64 elements (before Linux 5.13: one for each element).
    /// </summary>
    /// <param name="start">The index of the first element.</param>
    /// <param name="values">
    /// Receives the values: <see cref="PerCpuMap.CpuCount"/> values for the first element, then for the second, and so on. The span's
    /// length must be a multiple of <see cref="PerCpuMap.CpuCount"/>. It decides the number of elements.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">The range ends after the last element.</exception>
    /// <exception cref="ArgumentException">The length of the span is not a multiple of <see cref="PerCpuMap.CpuCount"/>.</exception>
    /// <exception cref="BpfException">The kernel rejected the command.</exception>
    public void Read(uint start, Span<TValue> values)
    {
        var (count, rest) = Math.DivRem(values.Length, CpuCount);
        if (rest != 0)
        {
            throw new ArgumentException(
                $"An element of map '{Name}' has {CpuCount} values, one for each possible CPU. The argument has {values.Length} values, "
                + $"which is not a multiple of {CpuCount}.");
        }

        ArgumentOutOfRangeException.ThrowIfGreaterThan(start, Length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)count, Length - start);
        var cursor = default(BatchCursor<uint>);
        if (start > 0)
        {
            cursor.IsStarted = true;
            cursor.Place.Key = start - 1;
        }

        Span<uint> keys = stackalloc uint[MaxBatchSize];
        var buffer = PerCpuValues.IsDense<TValue>() ? null : ArrayPool<byte>.Shared.Rent(Math.Min(count, MaxBatchSize) * EntrySize);
        try
        {
            while (!values.IsEmpty)
            {
                var batch = keys[..Math.Min(values.Length / CpuCount, MaxBatchSize)];
                ref var space = ref buffer is null
                    ? ref MemoryMarshal.GetReference(MemoryMarshal.AsBytes(values))
                    : ref MemoryMarshal.GetArrayDataReference(buffer);
                var read = ReadBatch(BpfCommand.MapLookupBatch, ref cursor, batch, ref space, EntrySize);
                if (read == 0)
                {
                    throw Failure("BPF_MAP_LOOKUP_BATCH", Errno.ENOENT);
                }

                if (buffer is not null)
                {
                    PerCpuValues.Gather(buffer, values[..(read * CpuCount)]);
                }

                values = values[(read * CpuCount)..];
            }
        }
        finally
        {
            if (buffer is not null)
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }
    }

    int IEntryBatches<uint, TValue>.ReadBatch(ref BatchCursor<uint> cursor, Span<uint> keys, Span<TValue> values)
    {
        if (values.Length != (long)keys.Length * CpuCount)
        {
            throw new ArgumentException(
                $"{keys.Length} elements of map '{Name}' have {CpuCount} values each, but the argument has {values.Length} values.");
        }

        if (PerCpuValues.IsDense<TValue>())
        {
            return ReadBatch(
                BpfCommand.MapLookupBatch, ref cursor, keys, ref MemoryMarshal.GetReference(MemoryMarshal.AsBytes(values)), EntrySize);
        }

        var bytes = ArrayPool<byte>.Shared.Rent(checked(keys.Length * EntrySize));
        try
        {
            var count = ReadBatch(
                BpfCommand.MapLookupBatch, ref cursor, keys, ref MemoryMarshal.GetArrayDataReference(bytes), EntrySize);
            PerCpuValues.Gather(bytes, values[..(count * CpuCount)]);
            return count;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    /// <summary>Enumerates the elements in order: one array for each element, with one value for each CPU.</summary>
    public IEnumerator<TValue[]> GetEnumerator()
    {
        for (var i = 0u; i < Length; i++)
        {
            yield return this[i];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Writes the values of an element, one for each CPU.</summary>
    /// <param name="index">The index of the element.</param>
    /// <param name="values">
    /// The new values. The span's length must be <see cref="PerCpuMap.CpuCount"/>. The index in the span is the CPU number.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">The index is not below <see cref="Length"/>.</exception>
    /// <exception cref="ArgumentException">The span has the wrong length.</exception>
    /// <exception cref="BpfException">The kernel rejected the command.</exception>
    public void SetValues(uint index, ReadOnlySpan<TValue> values)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Length);
        UpdateAll(ref Bytes(ref index), values, UpdateMode.Any);
    }

    /// <summary>Creates a per-CPU array without an object file.</summary>
    /// <param name="length">The number of elements.</param>
    /// <param name="options">The name, flags, NUMA node and pin; null for none.</param>
    /// <returns>The new map. Dispose it when you no longer need it.</returns>
    /// <exception cref="BpfException">
    /// The kernel rejected the map, or a map of another type or size is pinned at the path in the options.
    /// </exception>
    public static PerCpuArrayMap<TValue> Create(uint length, MapCreateOptions? options = null) =>
        MapCreation.Create<PerCpuArrayMap<TValue>, uint, TValue>(MapType.PerCpuArray, length, options);

    static PerCpuArrayMap<TValue> IMapHandle<PerCpuArrayMap<TValue>>.Create(LoadedMap map) => new(map);

    static bool IMapHandle<PerCpuArrayMap<TValue>>.Takes(MapType type) => type == MapType.PerCpuArray;
}
