using System.Runtime.CompilerServices;
using BpfGen.Loading;
using BpfGen.Maps;

namespace BpfGen;

/// <summary>A first-in, first-out queue (<c>BPF_MAP_TYPE_QUEUE</c>).</summary>
/// <typeparam name="T">The type of the values, with the same layout as in the eBPF program.</typeparam>
public sealed class BpfQueue<T> : PushPopMap<T>, IMapHandle<BpfQueue<T>>
    where T : unmanaged
{
    internal BpfQueue(LoadedMap map)
        : base(map)
    {
    }

    /// <summary>Creates a queue without an object file.</summary>
    /// <param name="maxEntries">The maximum number of entries.</param>
    /// <param name="options">The name, flags, NUMA node and pin; null for none.</param>
    /// <returns>The new map. Dispose it when you no longer need it.</returns>
    /// <exception cref="BpfException">
    /// The kernel rejected the map, or a map of another type or size is pinned at the path in the options.
    /// </exception>
    public static BpfQueue<T> Create(uint maxEntries, MapCreateOptions? options = null) =>
        MapCreation.Create<BpfQueue<T>>(MapType.Queue, keySize: 0, Unsafe.SizeOf<T>(), maxEntries, options);

    static BpfQueue<T> IMapHandle<BpfQueue<T>>.Create(LoadedMap map) => new(map);

    static bool IMapHandle<BpfQueue<T>>.Takes(MapType type) => type == MapType.Queue;
}
