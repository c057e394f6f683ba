using System;
using System.Buffers;
using System.Runtime.InteropServices;
using BpfGen.Interop;
using BpfGen.Maps;

namespace BpfGen;

/// <content>Operations on many entries at once.</content>
public partial class PerCpuHashMap<TKey, TValue>
{
    int IEntryBatches<TKey, TValue>.ValuesPerEntry => CpuCount;

    /// <summary>Reads as many entries as the spans can hold, with one system call (before Linux 5.6: entry by entry).</summary>
    /// <param name="cursor">The position in the map. A default cursor starts at the beginning; pass the same variable to continue.</param>
    /// <param name="keys">Receives the keys.</param>
    /// <param name="values">
    /// Receives the values: <see cref="PerCpuMap.CpuCount"/> values for the first key, then for the second key, and so on.
    /// </param>
    /// <returns>The number of entries. More entries may follow until <see cref="BatchCursor{TKey}.IsAtEnd"/> is true.</returns>
    /// <exception cref="ArgumentException">
    /// The number of values is not the number of keys times <see cref="PerCpuMap.CpuCount"/>.
    /// </exception>
    /// <exception cref="BpfException">
    /// The kernel rejected the command: <c>ENOSPC</c> if one hash bucket has more entries than the spans can hold.
    /// </exception>
    public int ReadBatch(ref BatchCursor<TKey> cursor, Span<TKey> keys, Span<TValue> values) =>
        ReadBatch(BpfCommand.MapLookupBatch, ref cursor, keys, values);

    /// <summary>Removes as many entries as the spans can hold and returns them, with one system call.</summary>
    /// <param name="cursor">The position in the map. A default cursor starts at the beginning; pass the same variable to continue.</param>
    /// <param name="keys">Receives the keys.</param>
    /// <param name="values">
    /// Receives the values: <see cref="PerCpuMap.CpuCount"/> values for the first key, then for the second key, and so on.
    /// </param>
    /// <returns>The number of entries. More entries may follow until <see cref="BatchCursor{TKey}.IsAtEnd"/> is true.</returns>
    /// <exception cref="ArgumentException">
    /// The number of values is not the number of keys times <see cref="PerCpuMap.CpuCount"/>.
    /// </exception>
    /// <exception cref="BpfException">
    /// The kernel rejected the command: <c>ENOSPC</c> if one hash bucket has more entries than the spans can hold.
    /// </exception>
    public int TakeBatch(ref BatchCursor<TKey> cursor, Span<TKey> keys, Span<TValue> values) =>
        ReadBatch(BpfCommand.MapLookupAndDeleteBatch, ref cursor, keys, values);

    /// <summary>Adds or replaces entries, with one system call (before Linux 5.6: one for each entry).</summary>
    /// <param name="keys">The keys.</param>
    /// <param name="values">
    /// The values: <see cref="PerCpuMap.CpuCount"/> values for the first key, then for the second key, and so on.
    /// </param>
    /// <exception cref="ArgumentException">
    /// The number of values is not the number of keys times <see cref="PerCpuMap.CpuCount"/>.
    /// </exception>
    /// <exception cref="BpfException">
    /// The kernel rejected an entry: <c>E2BIG</c> if the map is full. Earlier entries are written; the message says how many.
    /// </exception>
    public void UpdateBatch(ReadOnlySpan<TKey> keys, ReadOnlySpan<TValue> values)
    {
        CheckCount(keys.Length, values.Length);
        using var clean = new CleanSpan<TValue>(values);
        values = clean.Span;
        if (PerCpuValues.IsDense<TValue>())
        {
            WriteBatch(keys, ref MemoryMarshal.GetReference(MemoryMarshal.AsBytes(values)), EntrySize);
            return;
        }

        var size = checked(keys.Length * EntrySize);
        var bytes = ArrayPool<byte>.Shared.Rent(size);
        try
        {
            bytes.AsSpan(0, size).Clear();
            PerCpuValues.Spread(values, bytes.AsSpan(0, size));
            WriteBatch(keys, ref MemoryMarshal.GetArrayDataReference(bytes), EntrySize);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    /// <summary>Removes entries, with one system call plus one for each missing key (before Linux 5.6: one for each key).</summary>
    /// <param name="keys">The keys. Missing keys are skipped.</param>
    /// <returns>The number of entries removed.</returns>
    /// <exception cref="BpfException">The kernel rejected the command.</exception>
    public int RemoveBatch(ReadOnlySpan<TKey> keys) => DeleteBatch(keys);

    private int ReadBatch(BpfCommand command, ref BatchCursor<TKey> cursor, Span<TKey> keys, Span<TValue> values)
    {
        CheckCount(keys.Length, values.Length);
        if (PerCpuValues.IsDense<TValue>())
        {
            return ReadBatch(command, ref cursor, keys, ref MemoryMarshal.GetReference(MemoryMarshal.AsBytes(values)), EntrySize);
        }

        var bytes = ArrayPool<byte>.Shared.Rent(checked(keys.Length * EntrySize));
        try
        {
            var count = ReadBatch(command, ref cursor, keys, ref MemoryMarshal.GetArrayDataReference(bytes), EntrySize);
            PerCpuValues.Gather(bytes, values[..(count * CpuCount)]);
            return count;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    private void CheckCount(int keys, int values)
    {
        if (values != (long)keys * CpuCount)
        {
            throw new ArgumentException(
                $"{keys} entries of map '{Name}' have {(long)keys * CpuCount} values, one for each possible CPU, "
                + $"but the argument has {values}.");
        }
    }
}
