using BpfGen.Loading;

namespace BpfGen;

/// <summary>A value for each file (<c>BPF_MAP_TYPE_INODE_STORAGE</c>, Linux 5.10), which goes with it.</summary>
/// <remarks>The owner is a file: all names and descriptors of an inode are one.</remarks>
/// <typeparam name="T">The type of the values, laid out as the program has it.</typeparam>
public sealed class InodeStorage<T> : LocalStorage<T>, IMapHandle<InodeStorage<T>>
    where T : unmanaged
{
    internal InodeStorage(LoadedMap map)
        : base(map)
    {
    }

    static InodeStorage<T> IMapHandle<InodeStorage<T>>.Create(LoadedMap map) => new(map);

    static bool IMapHandle<InodeStorage<T>>.Takes(MapType type) => type == MapType.InodeStorage;
}
