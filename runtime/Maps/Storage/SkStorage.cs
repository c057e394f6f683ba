using System;
using BpfGen.Loading;

namespace BpfGen;

/// <summary>Values of sockets (<c>BPF_MAP_TYPE_SK_STORAGE</c>) whose type is unknown. <see cref="As{T}"/> gives them a type.</summary>
public sealed class SkStorage : BpfMap, IMapHandle<SkStorage>
{
    private SkStorage(LoadedMap map)
        : base(map)
    {
    }

    /// <summary>Returns the same map with typed values. Disposing one of the two objects disposes both.</summary>
    /// <typeparam name="T">A struct of <see cref="BpfMap.ValueSize"/> bytes, with the same layout as in the eBPF program.</typeparam>
    /// <exception cref="InvalidOperationException">The size of a type differs from the size in the map.</exception>
    public SkStorage<T> As<T>()
        where T : unmanaged => new(Origin);

    static SkStorage IMapHandle<SkStorage>.Create(LoadedMap map) => new(map);

    static bool IMapHandle<SkStorage>.Takes(MapType type) => type == MapType.SkStorage;
}
