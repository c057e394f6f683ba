using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using System.Threading;
using BpfGen.Interop;
using BpfGen.Maps;

namespace BpfGen;

/// <content>Many entries at once.</content>
public abstract partial class KeyedMap<TKey, TValue>
{
    private EntryReader<TKey, TValue>? _spareReader;

    /// <summary>Reads entries, as many as there is room for, in one system call.</summary>
    /// <param name="cursor">Where to go on; a new one for the beginning.</param>
    /// <param name="keys">Where the keys go.</param>
    /// <param name="values">Where the values go: as many as keys.</param>
    /// <returns>How many there were. There may be more until the cursor is at its end.</returns>
    /// <remarks>
    /// An entry that is there from beginning to end is seen, of a hash map once. Before Linux 5.6, and of kinds of map that the kernel does not read so, entries
    /// are read one by one.
    /// </remarks>
    /// <exception cref="ArgumentException">The spans have different lengths.</exception>
    /// <exception cref="BpfException">The kernel refuses; <c>ENOSPC</c> where a bucket of a hash map has more entries than there is room for.</exception>
    public int ReadBatch(ref BatchCursor<TKey> cursor, Span<TKey> keys, Span<TValue> values)
    {
        CheckLengths(keys.Length, values.Length);
        return ReadBatch(BpfCommand.MapLookupBatch, ref cursor, keys, ref MemoryMarshal.GetReference(MemoryMarshal.AsBytes(values)), ValueSize);
    }

    /// <summary>Writes entries, whether or not they are there, in one system call.</summary>
    /// <param name="keys">The keys.</param>
    /// <param name="values">Their values.</param>
    /// <exception cref="ArgumentException">The spans have different lengths.</exception>
    /// <exception cref="BpfException">The kernel refuses one; <c>E2BIG</c> where the map is full. Those before it are written: the message says how many.</exception>
    public void UpdateBatch(ReadOnlySpan<TKey> keys, ReadOnlySpan<TValue> values)
    {
        CheckLengths(keys.Length, values.Length);
        WriteBatch(keys, ref MemoryMarshal.GetReference(MemoryMarshal.AsBytes(values)), ValueSize);
    }

    /// <summary>Takes entries out, in as few system calls as there are keys that are not there, and one more.</summary>
    /// <param name="keys">The keys.</param>
    /// <returns>How many of them were there.</returns>
    /// <exception cref="BpfException">The kernel refuses.</exception>
    public int RemoveBatch(ReadOnlySpan<TKey> keys) => DeleteBatch(keys);

    /// <summary>Reads all entries, with as few system calls as the kernel allows.</summary>
    /// <exception cref="BpfException">The kernel refuses.</exception>
    public KeyValuePair<TKey, TValue>[] ToArray()
    {
        var entries = new List<KeyValuePair<TKey, TValue>>();
        foreach (var entry in this)
        {
            entries.Add(entry);
        }

        return [.. entries];
    }

    /// <summary>The reader of this map that was returned, or a new one; null where the kernel does not read whole buckets.</summary>
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

    /// <summary>Keeps a reader for whoever comes next: going through a map again and again allocates nothing.</summary>
    internal void ReturnReader(EntryReader<TKey, TValue> reader) => Volatile.Write(ref _spareReader, reader);

    private protected void CheckLengths(int keys, int values)
    {
        if (keys != values)
        {
            throw new ArgumentException($"There are {keys} keys and {values} values of map '{Name}'.");
        }
    }
}
