using System.Runtime.CompilerServices;
using BpfGen.Loading;
using BpfGen.Maps;

namespace BpfGen;

/// <summary>A last-in, first-out stack (<c>BPF_MAP_TYPE_STACK</c>).</summary>
/// <typeparam name="T">The type of the values, with the same layout as in the eBPF program.</typeparam>
public sealed class BpfStack<T> : PushPopMap<T>, IMapHandle<BpfStack<T>>
    where T : unmanaged
{
    internal BpfStack(LoadedMap map)
        : base(map)
    {
    }

    /// <summary>Creates a stack without an object file.</summary>
    /// <param name="maxEntries">The maximum number of entries.</param>
    /// <param name="options">The name, flags, NUMA node and pin; null for none.</param>
    /// <returns>The new map. Dispose it when you no longer need it.</returns>
    /// <exception cref="BpfException">
    /// The kernel rejected the map, or a map of another type or size is pinned at the path in the options.
    /// </exception>
    public static BpfStack<T> Create(uint maxEntries, MapCreateOptions? options = null) =>
        MapCreation.Create<BpfStack<T>>(MapType.Stack, keySize: 0, Unsafe.SizeOf<T>(), maxEntries, options);

    static BpfStack<T> IMapHandle<BpfStack<T>>.Create(LoadedMap map) => new(map);

    static bool IMapHandle<BpfStack<T>>.Takes(MapType type) => type == MapType.Stack;
}
