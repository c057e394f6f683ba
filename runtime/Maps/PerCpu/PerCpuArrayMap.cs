using System;
using BpfGen.Loading;

namespace BpfGen;

/// <summary>
/// An array map with one value for each CPU in every element (<c>BPF_MAP_TYPE_PERCPU_ARRAY</c>), and with an unknown value type.
/// <see cref="As{TValue}"/> gives the values a type.
/// </summary>
public sealed class PerCpuArrayMap : PerCpuMap, IMapHandle<PerCpuArrayMap>
{
    private PerCpuArrayMap(LoadedMap map)
        : base(map)
    {
    }

    /// <summary>Returns the same map with typed values. Disposing one of the two objects disposes both.</summary>
    /// <typeparam name="TValue">A struct of <see cref="BpfMap.ValueSize"/> bytes, with the same layout as in the eBPF program.</typeparam>
    /// <exception cref="InvalidOperationException">The size of the type differs from <see cref="BpfMap.ValueSize"/>.</exception>
    public PerCpuArrayMap<TValue> As<TValue>()
        where TValue : unmanaged => new(Origin);

    static PerCpuArrayMap IMapHandle<PerCpuArrayMap>.Create(LoadedMap map) => new(map);

    static bool IMapHandle<PerCpuArrayMap>.Takes(MapType type) => type == MapType.PerCpuArray;
}
