using System;

namespace BpfGen;

/// <summary>
/// A map whose entries can be read in batches: a hash map or an array, with one value or one value for each CPU under every key. The key
/// of an array is the index. A library can read any of these maps through this interface.
/// </summary>
/// <typeparam name="TKey">The type of the keys.</typeparam>
/// <typeparam name="TValue">The type of the values. For a per-CPU map: the type of one CPU's value.</typeparam>
public interface IEntryBatches<TKey, TValue>
    where TKey : unmanaged
    where TValue : unmanaged
{
    /// <summary>The map's name.</summary>
    string Name { get; }

    /// <summary>The map type.</summary>
    MapType Type { get; }

    /// <summary>The maximum number of entries.</summary>
    uint MaxEntries { get; }

    /// <summary>The number of values under a key: <see cref="PerCpuMap.CpuCount"/> for a per-CPU map, otherwise 1.</summary>
    int ValuesPerEntry { get; }

    /// <summary>Reads as many entries as the spans can hold, with one system call if the kernel has batch commands for the map.</summary>
    /// <param name="cursor">The position in the map. A default cursor starts at the beginning; pass the same variable to continue.</param>
    /// <param name="keys">Receives the keys.</param>
    /// <param name="values">
    /// Receives the values: <see cref="ValuesPerEntry"/> values for the first key, then for the second key, and so on.
    /// </param>
    /// <returns>The number of entries. More entries may follow until <see cref="BatchCursor{TKey}.IsAtEnd"/> is true.</returns>
    /// <exception cref="ArgumentException">
    /// The number of values is not the number of keys times <see cref="ValuesPerEntry"/>.
    /// </exception>
    /// <exception cref="BpfException">
    /// The kernel rejected the command: <c>ENOSPC</c> if one hash bucket has more entries than the spans can hold. In that case, use longer
    /// spans and continue with the same cursor.
    /// </exception>
    int ReadBatch(ref BatchCursor<TKey> cursor, Span<TKey> keys, Span<TValue> values);
}
