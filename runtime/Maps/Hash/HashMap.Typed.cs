using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using BpfGen.Interop;
using BpfGen.Loading;
using BpfGen.Maps;

namespace BpfGen;

/// <summary>A hash map (<c>BPF_MAP_TYPE_HASH</c>). <see cref="BpfMap.MaxEntries"/> limits the number of entries.</summary>
/// <typeparam name="TKey">The type of the keys, with the same layout as in the eBPF program.</typeparam>
/// <typeparam name="TValue">The type of the values, with the same layout as in the eBPF program.</typeparam>
/// <remarks>
/// All members are safe to call from several threads at once. eBPF programs change the
/// map at any time, so two successive calls may see different contents.
/// </remarks>
/// <example>
/// <code>
/// using var tracer = Tracer.Load();
/// HashMap&lt;int, ulong&gt; starts = tracer.Starts;       // process id to start time in ns
///
/// starts[42] = 1;                                   // adds or replaces the entry
/// if (starts.TryGetValue(42, out var time))
/// {
///     Console.WriteLine($"Started at {time} ns");
/// }
///
/// foreach (var (processId, start) in starts)
/// {
///     Console.WriteLine($"{processId}: {start} ns");
///     starts.Remove(processId);                     // removing the current entry is allowed
/// }
/// </code>
/// </example>
public class HashMap<TKey, TValue> : KeyedMap<TKey, TValue>, IMapHandle<HashMap<TKey, TValue>>
    where TKey : unmanaged
    where TValue : unmanaged
{
    internal HashMap(LoadedMap map)
        : base(map)
    {
    }

    /// <summary>
    /// Removes an entry and returns its value. If several threads take the same entry at once, only one of them gets the entry. Before
    /// Linux 5.14 this needs two system calls, and a value that a program writes between them is lost.
    /// </summary>
    /// <param name="key">The key.</param>
    /// <param name="value">The removed value; <c>default</c> if the entry did not exist.</param>
    /// <returns>True if the entry existed; otherwise false.</returns>
    /// <exception cref="BpfException">The kernel rejected the command.</exception>
    public bool TryTake(TKey key, out TValue value)
    {
        Unsafe.SkipInit(out value);
        var isFound = LookupAndDelete(ref Clean(ref key), ref Bytes(ref value)) switch
        {
            0 => true,
            Errno.ENOENT => false,
            Errno.ENOTSUPP => TryGetValue(key, out value) && Remove(key),
            var errno => throw Failure("BPF_MAP_LOOKUP_AND_DELETE_ELEM", errno),
        };
        if (!isFound)
        {
            value = default;
        }

        return isFound;
    }

    /// <summary>Removes as many entries as the spans can hold and returns them, with one system call.</summary>
    /// <param name="cursor">The position in the map. A default cursor starts at the beginning; pass the same variable to continue.</param>
    /// <param name="keys">Receives the keys.</param>
    /// <param name="values">Receives the values. The span must have the length of <paramref name="keys"/>.</param>
    /// <returns>The number of entries. More entries may follow until <see cref="BatchCursor{TKey}.IsAtEnd"/> is true.</returns>
    /// <exception cref="ArgumentException">The spans have different lengths.</exception>
    /// <exception cref="BpfException">
    /// The kernel rejected the command: <c>ENOSPC</c> if one hash bucket has more entries than the spans can hold.
    /// </exception>
    public int TakeBatch(ref BatchCursor<TKey> cursor, Span<TKey> keys, Span<TValue> values)
    {
        CheckLengths(keys.Length, values.Length);
        return ReadBatch(
            BpfCommand.MapLookupAndDeleteBatch, ref cursor, keys, ref MemoryMarshal.GetReference(MemoryMarshal.AsBytes(values)), ValueSize);
    }

    /// <summary>Creates a hash map without an object file.</summary>
    /// <param name="maxEntries">The maximum number of entries.</param>
    /// <param name="options">The name, flags, NUMA node and pin; null for none.</param>
    /// <returns>The new map. Dispose it when you no longer need it.</returns>
    /// <exception cref="BpfException">
    /// The kernel rejected the map, or a map of another type or size is pinned at the path in the options.
    /// </exception>
    public static HashMap<TKey, TValue> Create(uint maxEntries, MapCreateOptions? options = null) =>
        MapCreation.Create<HashMap<TKey, TValue>, TKey, TValue>(MapType.Hash, maxEntries, options);

    static HashMap<TKey, TValue> IMapHandle<HashMap<TKey, TValue>>.Create(LoadedMap map) => new(map);

    static bool IMapHandle<HashMap<TKey, TValue>>.Takes(MapType type) => type is MapType.Hash or MapType.RHash or MapType.LruHash;
}
