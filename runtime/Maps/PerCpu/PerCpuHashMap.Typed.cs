using System;
using System.Diagnostics.CodeAnalysis;
using BpfGen.Loading;
using BpfGen.Maps;

namespace BpfGen;

/// <summary>
/// A hash map with one value for each CPU under every key (<c>BPF_MAP_TYPE_PERCPU_HASH</c>). A program changes the value of the CPU that it
/// runs on.
/// </summary>
/// <typeparam name="TKey">The type of the keys, with the same layout as in the eBPF program.</typeparam>
/// <remarks>All members are safe to call from several threads at once. Programs change the map at any time.</remarks>
/// <example>
/// <code>
/// using var tracer = Tracer.Load();
/// PerCpuHashMap&lt;int, ulong&gt; bytesByProcess = tracer.BytesByProcess;
///
/// var values = new ulong[PerCpuMap.CpuCount];       // one value for each CPU
/// foreach (var processId in bytesByProcess)
/// {
///     if (bytesByProcess.TryGetValues(processId, values))
///     {
///         Console.WriteLine($"{processId}: {values[0]} bytes on CPU 0");
///     }
/// }
/// </code>
/// </example>
/// <typeparam name="TValue">The type of one CPU's value, with the same layout as in the eBPF program.</typeparam>
public partial class PerCpuHashMap<TKey, TValue>
    : PerCpuMap, IMapHandle<PerCpuHashMap<TKey, TValue>>, IEntryBatches<TKey, TValue>
    where TKey : unmanaged
    where TValue : unmanaged
{
    internal PerCpuHashMap(LoadedMap map)
        : base(map)
    {
        CheckType<TKey>(KeySize, "keys", map);
        CheckType<TValue>(ValueSize, "values", map);
    }

    /// <summary>Reads the values of an entry, one for each CPU.</summary>
    /// <param name="key">The key.</param>
    /// <param name="values">
    /// Receives the values. The span's length must be <see cref="PerCpuMap.CpuCount"/>. The index in the span is the CPU number. The span
    /// is unchanged if the entry does not exist.
    /// </param>
    /// <returns>True if the entry exists; otherwise false.</returns>
    /// <exception cref="ArgumentException">The span has the wrong length.</exception>
    /// <exception cref="BpfException">The kernel rejected the command.</exception>
    public bool TryGetValues(TKey key, Span<TValue> values) => LookupAll(ref Clean(ref key), values);

    /// <summary>Reads the values of an entry into a new array.</summary>
    /// <param name="key">The key.</param>
    /// <param name="values">The values, one for each CPU. The array index is the CPU number. Null if the entry does not exist.</param>
    /// <returns>True if the entry exists; otherwise false.</returns>
    /// <exception cref="BpfException">The kernel rejected the command.</exception>
    public bool TryGetValues(TKey key, [NotNullWhen(true)] out TValue[]? values)
    {
        values = new TValue[CpuCount];
        if (!LookupAll(ref Clean(ref key), values.AsSpan()))
        {
            values = null;
        }

        return values is not null;
    }

    /// <summary>Writes the values of an entry, one for each CPU. By default it adds or replaces the entry.</summary>
    /// <param name="key">The key.</param>
    /// <param name="values">
    /// The values. The span's length must be <see cref="PerCpuMap.CpuCount"/>. The index in the span is the CPU number.
    /// </param>
    /// <param name="mode">Whether the entry may, must or must not exist.</param>
    /// <returns>False if <paramref name="mode"/> did not allow the write: see <see cref="UpdateMode"/>.</returns>
    /// <exception cref="ArgumentException">The span has the wrong length.</exception>
    /// <exception cref="BpfException">The kernel rejected the command: <c>E2BIG</c> if the map is full.</exception>
    public bool Update(TKey key, ReadOnlySpan<TValue> values, UpdateMode mode = UpdateMode.Any) =>
        UpdateAll(ref Clean(ref key), values, mode);

    /// <summary>Removes an entry.</summary>
    /// <param name="key">The key.</param>
    /// <returns>True if the entry was removed; false if it did not exist.</returns>
    /// <exception cref="BpfException">The kernel rejected the command.</exception>
    public bool Remove(TKey key) => Delete(ref Clean(ref key));

    /// <summary>Enumerates the keys. You may remove the current entry during the enumeration.</summary>
    public KeyEnumerator<TKey> GetEnumerator() => new(this);

    /// <summary>Creates a per-CPU hash map without an object file.</summary>
    /// <param name="maxEntries">The maximum number of entries.</param>
    /// <param name="options">The name, flags, NUMA node and pin; null for none.</param>
    /// <returns>The new map. Dispose it when you no longer need it.</returns>
    /// <exception cref="BpfException">
    /// The kernel rejected the map, or a map of another type or size is pinned at the path in the options.
    /// </exception>
    public static PerCpuHashMap<TKey, TValue> Create(uint maxEntries, MapCreateOptions? options = null) =>
        MapCreation.Create<PerCpuHashMap<TKey, TValue>, TKey, TValue>(MapType.PerCpuHash, maxEntries, options);

    static PerCpuHashMap<TKey, TValue> IMapHandle<PerCpuHashMap<TKey, TValue>>.Create(LoadedMap map) => new(map);

    static bool IMapHandle<PerCpuHashMap<TKey, TValue>>.Takes(MapType type) => type is MapType.PerCpuHash or MapType.LruPerCpuHash;
}
