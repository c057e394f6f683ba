using System;
using BpfGen.Loading;

namespace BpfGen;

/// <summary>
/// A stack (<c>BPF_MAP_TYPE_STACK</c>) whose object does not say what the values are.
/// <see cref="As{T}"/> gives them a type.
/// </summary>
public sealed class BpfStack : BpfMap, IMapHandle<BpfStack>
{
    private BpfStack(LoadedMap map)
        : base(map)
    {
    }

    /// <summary>The same map with typed values. Disposing either disposes both.</summary>
    /// <typeparam name="T">A struct of the size of a value, laid out as the program has it.</typeparam>
    /// <exception cref="InvalidOperationException">A type has another size.</exception>
    public BpfStack<T> As<T>()
        where T : unmanaged => new(Origin);

    static BpfStack IMapHandle<BpfStack>.Create(LoadedMap map) => new(map);

    static bool IMapHandle<BpfStack>.Takes(MapType type) => type == MapType.Stack;
}
