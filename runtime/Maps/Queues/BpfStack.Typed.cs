using BpfGen.Loading;

namespace BpfGen;

/// <summary>A stack (<c>BPF_MAP_TYPE_STACK</c>): what was put in last is taken out first.</summary>
/// <typeparam name="T">The type of the values, laid out as the program has it.</typeparam>
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
