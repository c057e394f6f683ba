using System;
using BpfGen.Loading;

namespace BpfGen;

/// <summary>A stack (<c>BPF_MAP_TYPE_STACK</c>) whose value type is unknown. <see cref="As{T}"/> gives the values a type.</summary>
public sealed class BpfStack : BpfMap, IMapHandle<BpfStack>
{
    private BpfStack(LoadedMap map)
        : base(map)
    {
    }

    /// <summary>Returns the same map with typed values. Disposing one of the two objects disposes both.</summary>
    /// <typeparam name="T">A struct of <see cref="BpfMap.ValueSize"/> bytes, with the same layout as in the eBPF program.</typeparam>
    /// <exception cref="InvalidOperationException">The size of a type differs from the size in the map.</exception>
    public BpfStack<T> As<T>()
        where T : unmanaged => new(Origin);

    static BpfStack IMapHandle<BpfStack>.Create(LoadedMap map) => new(map);

    static bool IMapHandle<BpfStack>.Takes(MapType type) => type == MapType.Stack;
}
