using System.Collections;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using BpfGen.Loading;

namespace BpfGen;

/// <summary>The base of maps whose entries user space can read, write, remove and enumerate by key.</summary>
/// <typeparam name="TKey">The type of the keys, with the same layout as in the eBPF program.</typeparam>
/// <typeparam name="TValue">The type of the values, with the same layout as in the eBPF program.</typeparam>
/// <remarks>
/// All members are safe to call from several threads at once. eBPF programs change the
/// map at any time, so two successive calls may see different contents.
/// </remarks>
public abstract partial class KeyedMap<TKey, TValue> : BpfMap, IEnumerable<KeyValuePair<TKey, TValue>>, IEntryBatches<TKey, TValue>
    where TKey : unmanaged
    where TValue : unmanaged
{
    private protected KeyedMap(LoadedMap map)
        : base(map)
    {
        CheckType<TKey>(KeySize, "keys", map);
        CheckType<TValue>(ValueSize, "values", map);
    }

    /// <summary>Reads the value of an entry, or adds or replaces the entry.</summary>
    /// <param name="key">The key.</param>
    /// <exception cref="KeyNotFoundException">On a read: the map has no entry for the key.</exception>
    /// <exception cref="BpfException">The kernel rejected the command: <c>E2BIG</c> if the map is full.</exception>
    public TValue this[TKey key]
    {
        get => TryGetValue(key, out var value) ? value : throw new KeyNotFoundException($"Map '{Name}' has no entry for this key.");
        set => Update(key, value);
    }

    /// <summary>Reads the value of an entry.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">A copy of the value; <c>default</c> if the entry does not exist.</param>
    /// <returns>True if the entry exists; otherwise false.</returns>
    /// <exception cref="BpfException">The kernel rejected the command.</exception>
    public bool TryGetValue(TKey key, out TValue value)
    {
        Unsafe.SkipInit(out value);
        if (Lookup(ref Clean(ref key), ref Bytes(ref value)))
        {
            return true;
        }

        value = default;
        return false;
    }

    /// <summary>Returns whether the map has an entry for a key.</summary>
    /// <param name="key">The key.</param>
    /// <exception cref="BpfException">The kernel rejected the command.</exception>
    public bool ContainsKey(TKey key) => TryGetValue(key, out _);

    /// <summary>Writes an entry. By default it adds or replaces the entry.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">The value.</param>
    /// <param name="mode">Whether the entry may, must or must not exist.</param>
    /// <returns>False if <paramref name="mode"/> did not allow the write: see <see cref="UpdateMode"/>.</returns>
    /// <exception cref="BpfException">The kernel rejected the command: <c>E2BIG</c> if the map is full.</exception>
    public bool Update(TKey key, TValue value, UpdateMode mode = UpdateMode.Any) => Update(ref Clean(ref key), ref Clean(ref value), mode);

    /// <summary>Adds an entry. An existing entry stays unchanged.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">The value.</param>
    /// <returns>True if the entry was added; false if the key already exists.</returns>
    /// <exception cref="BpfException">The kernel rejected the command: <c>E2BIG</c> if the map is full.</exception>
    public bool TryAdd(TKey key, TValue value) => Update(key, value, UpdateMode.NoExist);

    /// <summary>Removes an entry.</summary>
    /// <param name="key">The key.</param>
    /// <returns>True if the entry was removed; false if it did not exist.</returns>
    /// <exception cref="BpfException">The kernel rejected the command.</exception>
    public bool Remove(TKey key) => Delete(ref Clean(ref key));

    /// <summary>
    /// Enumerates the entries. You may remove the current entry during the enumeration. See <see cref="MapEnumerator{TKey, TValue}"/> for
    /// the effect of concurrent changes.
    /// </summary>
    public MapEnumerator<TKey, TValue> GetEnumerator() => new(this);

    IEnumerator<KeyValuePair<TKey, TValue>> IEnumerable<KeyValuePair<TKey, TValue>>.GetEnumerator() => GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
