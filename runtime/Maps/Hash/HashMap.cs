using System;
using System.Runtime.InteropServices;
using BpfGen.Loading;
using BpfGen.Maps;

namespace BpfGen;

/// <summary>
/// A hash map (<c>BPF_MAP_TYPE_HASH</c>) whose key and value types are unknown, so that its keys and values are bytes.
/// <see cref="As{TKey, TValue}"/> returns the map with typed keys and values.
/// </summary>
public class HashMap : BpfMap, IMapHandle<HashMap>
{
    private protected HashMap(LoadedMap map)
        : base(map)
    {
    }

    /// <summary>Returns the same map with typed keys and values. Disposing one of the two objects disposes both.</summary>
    /// <typeparam name="TKey">A struct of <see cref="BpfMap.KeySize"/> bytes, with the same layout as in the eBPF program.</typeparam>
    /// <typeparam name="TValue">A struct of <see cref="BpfMap.ValueSize"/> bytes, with the same layout as in the eBPF program.</typeparam>
    /// <exception cref="InvalidOperationException">The size of a type differs from the size in the map.</exception>
    public HashMap<TKey, TValue> As<TKey, TValue>()
        where TKey : unmanaged
        where TValue : unmanaged => new(Origin);

    /// <summary>Reads the value of an entry.</summary>
    /// <param name="key">The key: <see cref="BpfMap.KeySize"/> bytes.</param>
    /// <param name="value">Receives the value: <see cref="BpfMap.ValueSize"/> bytes.</param>
    /// <returns>True if the entry exists; otherwise false.</returns>
    /// <exception cref="ArgumentException">A span has the wrong length.</exception>
    /// <exception cref="BpfException">The kernel rejected the command.</exception>
    public bool TryGetValue(ReadOnlySpan<byte> key, Span<byte> value)
    {
        CheckSize(key.Length, KeySize, "key");
        CheckSize(value.Length, ValueSize, "value");
        return Lookup(ref MemoryMarshal.GetReference(key), ref MemoryMarshal.GetReference(value));
    }

    /// <summary>Writes an entry. By default it adds or replaces the entry.</summary>
    /// <param name="key">The key: <see cref="BpfMap.KeySize"/> bytes.</param>
    /// <param name="value">The value: <see cref="BpfMap.ValueSize"/> bytes.</param>
    /// <param name="mode">Whether the entry may, must or must not exist.</param>
    /// <returns>False if <paramref name="mode"/> did not allow the write: see <see cref="UpdateMode"/>.</returns>
    /// <exception cref="ArgumentException">A span has the wrong length.</exception>
    /// <exception cref="BpfException">The kernel rejected the command: <c>E2BIG</c> if the map is full.</exception>
    public bool Update(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, UpdateMode mode = UpdateMode.Any)
    {
        CheckSize(key.Length, KeySize, "key");
        CheckSize(value.Length, ValueSize, "value");
        return Update(ref MemoryMarshal.GetReference(key), ref MemoryMarshal.GetReference(value), mode);
    }

    /// <summary>Removes an entry.</summary>
    /// <param name="key">The key: <see cref="BpfMap.KeySize"/> bytes.</param>
    /// <returns>True if the entry was removed; false if it did not exist.</returns>
    /// <exception cref="ArgumentException">The span has the wrong length.</exception>
    /// <exception cref="BpfException">The kernel rejected the command.</exception>
    public bool Remove(ReadOnlySpan<byte> key)
    {
        CheckSize(key.Length, KeySize, "key");
        return Delete(ref MemoryMarshal.GetReference(key));
    }

    /// <summary>Finds the key after a given key, in the kernel's order.</summary>
    /// <param name="key">
    /// The given key, or an empty span to find the first key. If the given key does not exist, the first key is returned.
    /// </param>
    /// <param name="next">Receives the next key: <see cref="BpfMap.KeySize"/> bytes.</param>
    /// <returns>False if there is no next key.</returns>
    /// <exception cref="ArgumentException">A span has the wrong length.</exception>
    /// <exception cref="BpfException">The kernel rejected the command.</exception>
    public bool TryGetNextKey(ReadOnlySpan<byte> key, Span<byte> next)
    {
        if (!key.IsEmpty)
        {
            CheckSize(key.Length, KeySize, "key");
        }

        CheckSize(next.Length, KeySize, "key");
        return NextKey(ref MemoryMarshal.GetReference(key), ref MemoryMarshal.GetReference(next));
    }

    /// <summary>Creates a hash map without an object file.</summary>
    /// <param name="keySize">The size of a key in bytes.</param>
    /// <param name="valueSize">The size of a value in bytes.</param>
    /// <param name="maxEntries">The maximum number of entries.</param>
    /// <param name="options">The name, flags, NUMA node and pin; null for none.</param>
    /// <returns>The new map. Dispose it when you no longer need it.</returns>
    /// <exception cref="BpfException">
    /// The kernel rejected the map, or a map of another type or size is pinned at the path in the options.
    /// </exception>
    public static HashMap Create(int keySize, int valueSize, uint maxEntries, MapCreateOptions? options = null) =>
        MapCreation.Create<HashMap>(MapType.Hash, keySize, valueSize, maxEntries, options);

    static HashMap IMapHandle<HashMap>.Create(LoadedMap map) => new(map);

    static bool IMapHandle<HashMap>.Takes(MapType type) => type is MapType.Hash or MapType.RHash or MapType.LruHash;
}
