using System.Collections;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using BpfGen.Loading;

namespace BpfGen;

/// <summary>A map in which user space finds, makes, replaces and removes values by their keys.</summary>
/// <typeparam name="TKey">The type of the keys, laid out as the program has it.</typeparam>
/// <typeparam name="TValue">The type of the values, laid out as the program has it.</typeparam>
/// <remarks>Programs in the kernel change the map at any time: two calls in a row may see different maps.</remarks>
public abstract partial class KeyedMap<TKey, TValue> : BpfMap, IEnumerable<KeyValuePair<TKey, TValue>>
    where TKey : unmanaged
    where TValue : unmanaged
{
    private protected KeyedMap(LoadedMap map)
        : base(map)
    {
        CheckType<TKey>(KeySize, "keys", map);
        CheckType<TValue>(ValueSize, "values", map);
    }

    /// <summary>Reads or writes an entry's value.</summary>
    /// <param name="key">The key.</param>
    /// <exception cref="KeyNotFoundException">On reading, there is no such entry.</exception>
    /// <exception cref="BpfException">The kernel refuses; <c>E2BIG</c> where the map is full.</exception>
    public TValue this[TKey key]
    {
        get => TryGetValue(key, out var value) ? value : throw new KeyNotFoundException($"Map '{Name}' has no entry for this key.");
        set => Update(key, value);
    }

    /// <summary>Reads an entry's value.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">The value.</param>
    /// <returns>Whether there is such an entry.</returns>
    /// <exception cref="BpfException">The kernel refuses.</exception>
    public bool TryGetValue(TKey key, out TValue value)
    {
        Unsafe.SkipInit(out value);
        if (Lookup(ref Bytes(ref key), ref Bytes(ref value)))
        {
            return true;
        }

        value = default;
        return false;
    }

    /// <summary>Whether there is an entry for a key.</summary>
    /// <param name="key">The key.</param>
    /// <exception cref="BpfException">The kernel refuses.</exception>
    public bool ContainsKey(TKey key) => TryGetValue(key, out _);

    /// <summary>Writes an entry.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">The value.</param>
    /// <param name="mode">Whether the entry may, must or must not be there.</param>
    /// <returns>False where the mode forbids it.</returns>
    /// <exception cref="BpfException">The kernel refuses; <c>E2BIG</c> where the map is full.</exception>
    public bool Update(TKey key, TValue value, UpdateMode mode = UpdateMode.Any) => Update(ref Bytes(ref key), ref Bytes(ref value), mode);

    /// <summary>Makes an entry; one that is there is left alone.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">The value.</param>
    /// <returns>Whether there was none.</returns>
    /// <exception cref="BpfException">The kernel refuses; <c>E2BIG</c> where the map is full.</exception>
    public bool TryAdd(TKey key, TValue value) => Update(key, value, UpdateMode.NoExist);

    /// <summary>Takes an entry out.</summary>
    /// <param name="key">The key.</param>
    /// <returns>Whether there was one.</returns>
    /// <exception cref="BpfException">The kernel refuses.</exception>
    public bool Remove(TKey key) => Delete(ref Bytes(ref key));

    /// <summary>Goes through the entries. See <see cref="MapEnumerator{TKey, TValue}"/> for what changes in the meantime mean.</summary>
    public MapEnumerator<TKey, TValue> GetEnumerator() => new(this);

    IEnumerator<KeyValuePair<TKey, TValue>> IEnumerable<KeyValuePair<TKey, TValue>>.GetEnumerator() => GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
