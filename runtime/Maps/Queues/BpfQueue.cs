using System;
using BpfGen.Loading;

namespace BpfGen;

/// <summary>
/// A queue (<c>BPF_MAP_TYPE_QUEUE</c>) whose object does not say what the values are.
/// <see cref="As{T}"/> gives them a type.
/// </summary>
public sealed class BpfQueue : BpfMap, IMapHandle<BpfQueue>
{
    private BpfQueue(LoadedMap map)
        : base(map)
    {
    }

    /// <summary>The same map with typed values. Disposing either disposes both.</summary>
    /// <typeparam name="T">A struct of the size of a value, laid out as the program has it.</typeparam>
    /// <exception cref="InvalidOperationException">A type has another size.</exception>
    public BpfQueue<T> As<T>()
        where T : unmanaged => new(Origin);

    static BpfQueue IMapHandle<BpfQueue>.Create(LoadedMap map) => new(map);

    static bool IMapHandle<BpfQueue>.Takes(MapType type) => type == MapType.Queue;
}
