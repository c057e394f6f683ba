using BpfGen.Loading;

namespace BpfGen;

/// <summary>A last-in, first-out stack (<c>BPF_MAP_TYPE_STACK</c>).</summary>
/// <typeparam name="T">The type of the values, with the same layout as in the eBPF program.</typeparam>
public sealed class BpfStack<T> : PushPopMap<T>, IMapHandle<BpfStack<T>>
    where T : unmanaged
{
    internal BpfStack(LoadedMap map)
        : base(map)
    {
    }

    static BpfStack<T> IMapHandle<BpfStack<T>>.Create(LoadedMap map) => new(map);

    static bool IMapHandle<BpfStack<T>>.Takes(MapType type) => type == MapType.Stack;
}
