using System;
using BpfGen.Loading;

namespace BpfGen;

/// <summary>
/// Values that belong to files (<c>BPF_MAP_TYPE_INODE_STORAGE</c>) and that C# has no type for.
/// <see cref="As{T}"/> gives them a type.
/// </summary>
public sealed class InodeStorage : BpfMap, IMapHandle<InodeStorage>
{
    private InodeStorage(LoadedMap map)
        : base(map)
    {
    }

    /// <summary>The same map with typed values. Disposing either disposes both.</summary>
    /// <typeparam name="T">A struct of the size of a value, laid out as the program has it.</typeparam>
    /// <exception cref="InvalidOperationException">A type has another size.</exception>
    public InodeStorage<T> As<T>()
        where T : unmanaged => new(Origin);

    static InodeStorage IMapHandle<InodeStorage>.Create(LoadedMap map) => new(map);

    static bool IMapHandle<InodeStorage>.Takes(MapType type) => type == MapType.InodeStorage;
}
