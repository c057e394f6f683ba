using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using BpfGen.Interop;
using BpfGen.Loading;

namespace BpfGen;

/// <summary>A hash map (<c>BPF_MAP_TYPE_HASH</c>).</summary>
/// <typeparam name="TKey">The type of the keys, laid out as the program has it.</typeparam>
/// <typeparam name="TValue">The type of the values, laid out as the program has it.</typeparam>
/// <remarks>Programs in the kernel change the map at any time: two calls in a row may see different maps.</remarks>
public class HashMap<TKey, TValue> : KeyedMap<TKey, TValue>, IMapHandle<HashMap<TKey, TValue>>
    where TKey : unmanaged
    where TValue : unmanaged
{
    internal HashMap(LoadedMap map)
        : base(map)
    {
    }

    /// <summary>
    /// Takes an entry out and hands over its value: of several that do so at once, one gets it. Before Linux 5.14 that takes the kernel two steps, and what
    /// is written between them is lost.
    /// </summary>
    /// <param name="key">The key.</param>
    /// <param name="value">The value.</param>
    /// <returns>Whether there was such an entry.</returns>
    /// <exception cref="BpfException">The kernel refuses.</exception>
    public bool TryTake(TKey key, out TValue value)
    {
        Unsafe.SkipInit(out value);
        var isFound = LookupAndDelete(ref Bytes(ref key), ref Bytes(ref value)) switch
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

    /// <summary>Takes entries out and hands over what they were, as many as there is room for, in one system call.</summary>
    /// <param name="cursor">Where to go on; a new one for the beginning.</param>
    /// <param name="keys">Where the keys go.</param>
    /// <param name="values">Where the values go: as many as keys.</param>
    /// <returns>How many there were. There may be more until the cursor is at its end.</returns>
    /// <exception cref="ArgumentException">The spans have different lengths.</exception>
    /// <exception cref="BpfException">The kernel refuses; <c>ENOSPC</c> where a bucket has more entries than there is room for.</exception>
    public int TakeBatch(ref BatchCursor<TKey> cursor, Span<TKey> keys, Span<TValue> values)
    {
        CheckLengths(keys.Length, values.Length);
        return ReadBatch(BpfCommand.MapLookupAndDeleteBatch, ref cursor, keys, ref MemoryMarshal.GetReference(MemoryMarshal.AsBytes(values)), ValueSize);
    }

    static HashMap<TKey, TValue> IMapHandle<HashMap<TKey, TValue>>.Create(LoadedMap map) => new(map);

    static bool IMapHandle<HashMap<TKey, TValue>>.Takes(MapType type) => type is MapType.Hash or MapType.RHash;
}
