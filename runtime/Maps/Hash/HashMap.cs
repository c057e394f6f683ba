using System;
using System.Runtime.InteropServices;
using BpfGen.Loading;

namespace BpfGen;

/// <summary>
/// A hash map (<c>BPF_MAP_TYPE_HASH</c>) whose keys and values are bytes, because the object does not say what they are.
/// <see cref="As{TKey, TValue}"/> gives them types.
/// </summary>
public class HashMap : BpfMap, IMapHandle<HashMap>
{
    private protected HashMap(LoadedMap map)
        : base(map)
    {
    }

    /// <summary>The same map with typed keys and values. Disposing either disposes both.</summary>
    /// <typeparam name="TKey">A struct of the size of a key, laid out as the program has it.</typeparam>
    /// <typeparam name="TValue">A struct of the size of a value, laid out as the program has it.</typeparam>
    /// <exception cref="InvalidOperationException">A type has another size.</exception>
    public HashMap<TKey, TValue> As<TKey, TValue>()
        where TKey : unmanaged
        where TValue : unmanaged => new(Origin);

    /// <summary>Reads an entry's value.</summary>
    /// <param name="key">The key, <see cref="BpfMap.KeySize"/> bytes.</param>
    /// <param name="value">Where the value goes, <see cref="BpfMap.ValueSize"/> bytes.</param>
    /// <returns>Whether there is such an entry.</returns>
    /// <exception cref="ArgumentException">A span has another size.</exception>
    /// <exception cref="BpfException">The kernel refuses.</exception>
    public bool TryGetValue(ReadOnlySpan<byte> key, Span<byte> value)
    {
        CheckSize(key.Length, KeySize, "key");
        CheckSize(value.Length, ValueSize, "value");
        return Lookup(ref MemoryMarshal.GetReference(key), ref MemoryMarshal.GetReference(value));
    }

    /// <summary>Writes an entry.</summary>
    /// <param name="key">The key, <see cref="BpfMap.KeySize"/> bytes.</param>
    /// <param name="value">The value, <see cref="BpfMap.ValueSize"/> bytes.</param>
    /// <param name="mode">Whether the entry may, must or must not be there.</param>
    /// <returns>False where the mode forbids it.</returns>
    /// <exception cref="ArgumentException">A span has another size.</exception>
    /// <exception cref="BpfException">The kernel refuses; <c>E2BIG</c> where the map is full.</exception>
    public bool Update(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, UpdateMode mode = UpdateMode.Any)
    {
        CheckSize(key.Length, KeySize, "key");
        CheckSize(value.Length, ValueSize, "value");
        return Update(ref MemoryMarshal.GetReference(key), ref MemoryMarshal.GetReference(value), mode);
    }

    /// <summary>Takes an entry out.</summary>
    /// <param name="key">The key, <see cref="BpfMap.KeySize"/> bytes.</param>
    /// <returns>Whether there was one.</returns>
    /// <exception cref="ArgumentException">The span has another size.</exception>
    /// <exception cref="BpfException">The kernel refuses.</exception>
    public bool Remove(ReadOnlySpan<byte> key)
    {
        CheckSize(key.Length, KeySize, "key");
        return Delete(ref MemoryMarshal.GetReference(key));
    }

    /// <summary>Finds the key after another, in the kernel's order.</summary>
    /// <param name="key">A key, or an empty span for the first. After a key that is not there comes the first.</param>
    /// <param name="next">Where the next key goes, <see cref="BpfMap.KeySize"/> bytes.</param>
    /// <returns>Whether there is one.</returns>
    /// <exception cref="ArgumentException">A span has another size.</exception>
    /// <exception cref="BpfException">The kernel refuses.</exception>
    public bool TryGetNextKey(ReadOnlySpan<byte> key, Span<byte> next)
    {
        if (!key.IsEmpty)
        {
            CheckSize(key.Length, KeySize, "key");
        }

        CheckSize(next.Length, KeySize, "key");
        return NextKey(ref MemoryMarshal.GetReference(key), ref MemoryMarshal.GetReference(next));
    }

    static HashMap IMapHandle<HashMap>.Create(LoadedMap map) => new(map);

    static bool IMapHandle<HashMap>.Takes(MapType type) => type is MapType.Hash or MapType.RHash;
}
