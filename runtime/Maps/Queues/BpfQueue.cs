using System;
using BpfGen.Loading;

namespace BpfGen;

/// <summary>A queue (<c>BPF_MAP_TYPE_QUEUE</c>) whose value type is unknown. <see cref="As{T}"/> gives the values a type.</summary>
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

    static BpfQueue IMapHandle<BpfQueue>.Create(LoadedMap map) => new(map);

    static bool IMapHandle<BpfQueue>.Takes(MapType type) => type == MapType.Queue;
}
