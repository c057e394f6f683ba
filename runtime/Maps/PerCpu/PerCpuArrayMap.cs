using System;
using BpfGen.Loading;

namespace BpfGen;

/// <summary>
/// An array with a value for each CPU in every element (<c>BPF_MAP_TYPE_PERCPU_ARRAY</c>), whose object does not say what the values are.
/// <see cref="As{TValue}"/> gives them a type.
/// </summary>
public sealed class PerCpuArrayMap : PerCpuMap, IMapHandle<PerCpuArrayMap>
{
    private PerCpuArrayMap(LoadedMap map)
        : base(map)
    {
    }

    /// <summary>The same map with typed values. Disposing either disposes both.</summary>
    /// <typeparam name="TValue">A struct of the size of a value, laid out as the program has it.</typeparam>
    /// <exception cref="InvalidOperationException">The type has another size.</exception>
    public PerCpuArrayMap<TValue> As<TValue>()
        where TValue : unmanaged => new(Origin);

    static PerCpuArrayMap IMapHandle<PerCpuArrayMap>.Create(LoadedMap map) => new(map);

    static bool IMapHandle<PerCpuArrayMap>.Takes(MapType type) => type == MapType.PerCpuArray;
}
