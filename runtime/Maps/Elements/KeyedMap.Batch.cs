using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using System.Threading;
using BpfGen.Interop;
using BpfGen.Maps;

namespace BpfGen;

/// <content>Operations on many entries at once.</content>
public abstract partial class KeyedMap<TKey, TValue>
{
    private EntryReader<TKey, TValue>? _spareReader;

    int IEntryBatches<TKey, TValue>.ValuesPerEntry => 1;

    /// <summary>Reads as many entries as the spans can hold, with one system call.</summary>
    /// <param name="cursor">The position in the map. A default cursor starts at the beginning; pass the same variable to continue.</param>
    /// <param name="keys">Receives the keys.</param>
    /// <param name="values">Receives the values. The span must have the length of <paramref name="keys"/>.</param>
    /// <returns>The number of entries. More entries may follow until <see cref="BatchCursor{TKey}.IsAtEnd"/> is true.</returns>
    /// <remarks>
    /// The calls return every entry that exists during the whole read. For a hash map, they return it exactly once. Before Linux 5.6, and
    /// for map types without batch commands, the method reads the entries one by one.
    /// </remarks>
    /// <exception cref="ArgumentException">The spans have different lengths.</exception>
    /// <exception cref="BpfException">
    /// The kernel rejected the command: <c>ENOSPC</c> if one hash bucket has more entries than the spans can hold. In that case, use longer
    /// spans and continue with the same cursor.
    /// </exception>
    public int ReadBatch(ref BatchCursor<TKey> cursor, Span<TKey> keys, Span<TValue> values)
    {
        CheckLengths(keys.Length, values.Length);
        return ReadBatch(
            BpfCommand.MapLookupBatch, ref cursor, keys, ref MemoryMarshal.GetReference(MemoryMarshal.AsBytes(values)), ValueSize);
    }

    /// <summary>Adds or replaces entries, with one system call (before Linux 5.6: one for each entry).</summary>
    /// <param name="keys">The keys.</param>
    /// <param name="values">The values. The span must have the length of <paramref name="keys"/>.</param>
    /// <exception cref="ArgumentException">The spans have different lengths.</exception>
    /// <exception cref="BpfException">
    /// The kernel rejected an entry: <c>E2BIG</c> if the map is full. Earlier entries are written; the message says how many.
    /// </exception>
    public void UpdateBatch(ReadOnlySpan<TKey> keys, ReadOnlySpan<TValue> values)
    {
        CheckLengths(keys.Length, values.Length);
        using var clean = new CleanSpan<TValue>(values);
        WriteBatch(keys, ref MemoryMarshal.GetReference(MemoryMarshal.AsBytes(clean.Span)), ValueSize);
    }

    /// <summary>Removes entries, with one system call plus one for each missing key (before Linux 5.6: one for each key).</summary>
    /// <param name="keys">The keys. Missing keys are skipped.</param>
    /// <returns>The number of entries removed.</returns>
    /// <exception cref="BpfException">The kernel rejected the command.</exception>
    public int RemoveBatch(ReadOnlySpan<TKey> keys) => DeleteBatch(keys);

    /// <summary>Reads all entries, with as few system calls as the kernel allows.</summary>
    /// <exception cref="BpfException">The kernel rejected the command.</exception>
    public KeyValuePair<TKey, TValue>[] ToArray()
    {
        var entries = new List<KeyValuePair<TKey, TValue>>();
        foreach (var entry in this)
        {
            entries.Add(entry);
        }

        return [.. entries];
    }

    /// <summary>
    /// Returns a reader for a new enumeration: the spare reader of an earlier enumeration, or a new reader. Null if batches of this map
    /// type do not contain whole hash buckets.
    /// </summary>
    internal EntryReader<TKey, TValue>? TakeReader()
    {
        if (Type is not (MapType.Hash or MapType.LruHash))
        {
            return null;
        }

        var reader = Interlocked.Exchange(ref _spareReader, null) ?? new EntryReader<TKey, TValue>(this);
        reader.Reset();
        return reader;
    }

    /// <summary>Keeps a reader for the next enumeration, so that repeated enumerations allocate nothing.</summary>
    internal void ReturnReader(EntryReader<TKey, TValue> reader) => Volatile.Write(ref _spareReader, reader);

    private protected void CheckLengths(int keys, int values)
    {
        if (keys != values)
        {
            throw new ArgumentException($"The number of keys ({keys}) and the number of values ({values}) for map '{Name}' differ.");
        }
    }
}
