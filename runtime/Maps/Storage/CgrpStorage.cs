using System;
using BpfGen.Loading;

namespace BpfGen;

/// <summary>
/// Values that belong to cgroups (<c>BPF_MAP_TYPE_CGRP_STORAGE</c>) and that C# has no type for.
/// <see cref="As{T}"/> gives them a type.
/// </summary>
public sealed class CgrpStorage : BpfMap, IMapHandle<CgrpStorage>
{
    private CgrpStorage(LoadedMap map)
        : base(map)
    {
    }

    /// <summary>The same map with typed values. Disposing either disposes both.</summary>
    /// <typeparam name="T">A struct of the size of a value, laid out as the program has it.</typeparam>
    /// <exception cref="InvalidOperationException">A type has another size.</exception>
    public CgrpStorage<T> As<T>()
        where T : unmanaged => new(Origin);

    static CgrpStorage IMapHandle<CgrpStorage>.Create(LoadedMap map) => new(map);

    static bool IMapHandle<CgrpStorage>.Takes(MapType type) => type == MapType.CgrpStorage;
}
