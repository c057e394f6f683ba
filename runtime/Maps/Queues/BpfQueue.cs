using System;
using BpfGen.Loading;
using BpfGen.Maps;

namespace BpfGen;

/// <summary>
/// A queue (<c>BPF_MAP_TYPE_QUEUE</c>) whose value type is unknown. <see cref="As{T}"/> returns the map with typed values.
/// </summary>
public sealed class BpfQueue : BpfMap, IMapHandle<BpfQueue>
{
    private BpfQueue(LoadedMap map)
        : base(map)
    {
    }

    /// <summary>Returns the same map with typed values. Disposing one of the two objects disposes both.</summary>
    /// <typeparam name="T">A struct of <see cref="BpfMap.ValueSize"/> bytes, with the same layout as in the eBPF program.</typeparam>
    /// <exception cref="InvalidOperationException">The size of a type differs from the size in the map.</exception>
    public BpfQueue<T> As<T>()
        where T : unmanaged => new(Origin);

    /// <summary>Creates a queue without an object file.</summary>
    /// <param name="valueSize">The size of a value in bytes.</param>
    /// <param name="maxEntries">The maximum number of entries.</param>
    /// <param name="options">The name, flags, NUMA node and pin; null for none.</param>
    /// <returns>The new map. Dispose it when you no longer need it.</returns>
    /// <exception cref="BpfException">
    /// The kernel rejected the map, or a map of another type or size is pinned at the path in the options.
    /// </exception>
    public static BpfQueue Create(int valueSize, uint maxEntries, MapCreateOptions? options = null) =>
        MapCreation.Create<BpfQueue>(MapType.Queue, keySize: 0, valueSize, maxEntries, options);

    static BpfQueue IMapHandle<BpfQueue>.Create(LoadedMap map) => new(map);

    static bool IMapHandle<BpfQueue>.Takes(MapType type) => type == MapType.Queue;
}
