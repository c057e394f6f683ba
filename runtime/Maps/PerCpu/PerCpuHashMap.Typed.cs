using System;
using BpfGen.Loading;

namespace BpfGen;

/// <summary>A hash map with a value for each CPU under every key (<c>BPF_MAP_TYPE_PERCPU_HASH</c>).</summary>
/// <typeparam name="TKey">The type of the keys, laid out as the program has it.</typeparam>
/// <typeparam name="TValue">The type of one CPU's value, laid out as the program has it.</typeparam>
public partial class PerCpuHashMap<TKey, TValue> : PerCpuMap, IMapHandle<PerCpuHashMap<TKey, TValue>>
    where TKey : unmanaged
    where TValue : unmanaged
{
    internal PerCpuHashMap(LoadedMap map)
        : base(map)
    {
        CheckType<TKey>(KeySize, "keys", map);
        CheckType<TValue>(ValueSize, "values", map);
    }

    /// <summary>Reads the values of an entry.</summary>
    /// <param name="key">The key.</param>
    /// <param name="values">Where they go: <see cref="PerCpuMap.CpuCount"/> of them.</param>
    /// <returns>Whether there is such an entry.</returns>
    /// <exception cref="ArgumentException">The span has another length.</exception>
    /// <exception cref="BpfException">The kernel refuses.</exception>
    public bool TryGetValues(TKey key, Span<TValue> values) => LookupAll(ref Bytes(ref key), values);

    /// <summary>Writes the values of an entry.</summary>
    /// <param name="key">The key.</param>
    /// <param name="values">One for each CPU: <see cref="PerCpuMap.CpuCount"/> of them.</param>
    /// <param name="mode">Whether the entry may, must or must not be there.</param>
    /// <returns>False where the mode forbids it.</returns>
    /// <exception cref="ArgumentException">The span has another length.</exception>
    /// <exception cref="BpfException">The kernel refuses; <c>E2BIG</c> where the map is full.</exception>
    public bool Update(TKey key, ReadOnlySpan<TValue> values, UpdateMode mode = UpdateMode.Any) => UpdateAll(ref Bytes(ref key), values, mode);

    /// <summary>Takes an entry out.</summary>
    /// <param name="key">The key.</param>
    /// <returns>Whether there was one.</returns>
    /// <exception cref="BpfException">The kernel refuses.</exception>
    public bool Remove(TKey key) => Delete(ref Bytes(ref key));

    /// <summary>Goes through the keys; the current entry may be removed on the way.</summary>
    public KeyEnumerator<TKey> GetEnumerator() => new(this);

    static PerCpuHashMap<TKey, TValue> IMapHandle<PerCpuHashMap<TKey, TValue>>.Create(LoadedMap map) => new(map);

    static bool IMapHandle<PerCpuHashMap<TKey, TValue>>.Takes(MapType type) => type == MapType.PerCpuHash;
}
