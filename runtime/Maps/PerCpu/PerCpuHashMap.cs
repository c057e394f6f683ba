using System;
using BpfGen.Loading;
using BpfGen.Maps;

namespace BpfGen;

/// <summary>
/// A hash map with one value for each CPU under every key (<c>BPF_MAP_TYPE_PERCPU_HASH</c>), and with unknown key and value types.
/// <see cref="As{TKey, TValue}"/> returns the map with typed keys and values.
/// </summary>
public class PerCpuHashMap : PerCpuMap, IMapHandle<PerCpuHashMap>
{
    private protected PerCpuHashMap(LoadedMap map)
        : base(map)
    {
    }

    /// <summary>Returns the same map with typed keys and values. Disposing one of the two objects disposes both.</summary>
    /// <typeparam name="TKey">A struct of <see cref="BpfMap.KeySize"/> bytes, with the same layout as in the eBPF program.</typeparam>
    /// <typeparam name="TValue">A struct of <see cref="BpfMap.ValueSize"/> bytes, with the same layout as in the eBPF program.</typeparam>
    /// <exception cref="InvalidOperationException">The size of a type differs from the size in the map.</exception>
    public PerCpuHashMap<TKey, TValue> As<TKey, TValue>()
        where TKey : unmanaged
        where TValue : unmanaged => new(Origin);

    /// <summary>Creates a per-CPU hash map without an object file.</summary>
    /// <param name="keySize">The size of a key in bytes.</param>
    /// <param name="valueSize">The size of one CPU's value in bytes.</param>
    /// <param name="maxEntries">The maximum number of entries.</param>
    /// <param name="options">The name, flags, NUMA node and pin; null for none.</param>
    /// <returns>The new map. Dispose it when you no longer need it.</returns>
    /// <exception cref="BpfException">
    /// The kernel rejected the map, or a map of another type or size is pinned at the path in the options.
    /// </exception>
    public static PerCpuHashMap Create(int keySize, int valueSize, uint maxEntries, MapCreateOptions? options = null) =>
        MapCreation.Create<PerCpuHashMap>(MapType.PerCpuHash, keySize, valueSize, maxEntries, options);

    static PerCpuHashMap IMapHandle<PerCpuHashMap>.Create(LoadedMap map) => new(map);

    static bool IMapHandle<PerCpuHashMap>.Takes(MapType type) => type is MapType.PerCpuHash or MapType.LruPerCpuHash;
}
