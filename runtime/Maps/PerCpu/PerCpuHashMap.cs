using System;
using BpfGen.Loading;

namespace BpfGen;

/// <summary>
/// A hash map with a value for each CPU under every key (<c>BPF_MAP_TYPE_PERCPU_HASH</c>), whose object does not say what keys and values are.
/// <see cref="As{TKey, TValue}"/> gives them types.
/// </summary>
public class PerCpuHashMap : PerCpuMap, IMapHandle<PerCpuHashMap>
{
    private protected PerCpuHashMap(LoadedMap map)
        : base(map)
    {
    }

    /// <summary>The same map with typed keys and values. Disposing either disposes both.</summary>
    /// <typeparam name="TKey">A struct of the size of a key, laid out as the program has it.</typeparam>
    /// <typeparam name="TValue">A struct of the size of a value, laid out as the program has it.</typeparam>
    /// <exception cref="InvalidOperationException">A type has another size.</exception>
    public PerCpuHashMap<TKey, TValue> As<TKey, TValue>()
        where TKey : unmanaged
        where TValue : unmanaged => new(Origin);

    static PerCpuHashMap IMapHandle<PerCpuHashMap>.Create(LoadedMap map) => new(map);

    static bool IMapHandle<PerCpuHashMap>.Takes(MapType type) => type == MapType.PerCpuHash;
}
