using System;
using System.Buffers;
using System.Runtime.InteropServices;
using BpfGen.Interop;
using BpfGen.Maps;

namespace BpfGen;

/// <content>Many entries at once.</content>
public partial class PerCpuHashMap<TKey, TValue>
{
    /// <summary>Reads entries, as many as there is room for, in one system call.</summary>
    /// <param name="cursor">Where to go on; a new one for the beginning.</param>
    /// <param name="keys">Where the keys go.</param>
    /// <param name="values">Where the values go: <see cref="PerCpuMap.CpuCount"/> for each key, one key's after the other's.</param>
    /// <returns>How many entries there were. There may be more until the cursor is at its end.</returns>
    /// <exception cref="ArgumentException">There are not so many values.</exception>
    /// <exception cref="BpfException">The kernel refuses; <c>ENOSPC</c> where a bucket has more entries than there is room for.</exception>
    public int ReadBatch(ref BatchCursor<TKey> cursor, Span<TKey> keys, Span<TValue> values) => ReadBatch(BpfCommand.MapLookupBatch, ref cursor, keys, values);

    /// <summary>Takes entries out and hands over what they were, as many as there is room for, in one system call.</summary>
    /// <param name="cursor">Where to go on; a new one for the beginning.</param>
    /// <param name="keys">Where the keys go.</param>
    /// <param name="values">Where the values go: <see cref="PerCpuMap.CpuCount"/> for each key, one key's after the other's.</param>
    /// <returns>How many entries there were. There may be more until the cursor is at its end.</returns>
    /// <exception cref="ArgumentException">There are not so many values.</exception>
    /// <exception cref="BpfException">The kernel refuses; <c>ENOSPC</c> where a bucket has more entries than there is room for.</exception>
    public int TakeBatch(ref BatchCursor<TKey> cursor, Span<TKey> keys, Span<TValue> values) =>
        ReadBatch(BpfCommand.MapLookupAndDeleteBatch, ref cursor, keys, values);

    /// <summary>Writes entries, whether or not they are there, in one system call.</summary>
    /// <param name="keys">The keys.</param>
    /// <param name="values">The values: <see cref="PerCpuMap.CpuCount"/> for each key, one key's after the other's.</param>
    /// <exception cref="ArgumentException">There are not so many values.</exception>
    /// <exception cref="BpfException">The kernel refuses one; <c>E2BIG</c> where the map is full. Those before it are written: the message says how many.</exception>
    public void UpdateBatch(ReadOnlySpan<TKey> keys, ReadOnlySpan<TValue> values)
    {
        CheckCount(keys.Length, values.Length);
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

    /// <summary>Takes entries out, in as few system calls as there are keys that are not there, and one more.</summary>
    /// <param name="keys">The keys.</param>
    /// <returns>How many of them were there.</returns>
    /// <exception cref="BpfException">The kernel refuses.</exception>
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
            throw new ArgumentException($"{keys} entries of map '{Name}' have {(long)keys * CpuCount} values, one for each possible CPU, not {values}.");
        }
    }
}
