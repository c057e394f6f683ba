using BpfGen.Loading;

namespace BpfGen;

/// <summary>A queue (<c>BPF_MAP_TYPE_QUEUE</c>): what was put in first is taken out first.</summary>
/// <typeparam name="T">The type of the values, laid out as the program has it.</typeparam>
public sealed class BpfQueue<T> : PushPopMap<T>, IMapHandle<BpfQueue<T>>
    where T : unmanaged
{
    internal BpfQueue(LoadedMap map)
        : base(map)
    {
    }

    static BpfQueue<T> IMapHandle<BpfQueue<T>>.Create(LoadedMap map) => new(map);

    static bool IMapHandle<BpfQueue<T>>.Takes(MapType type) => type == MapType.Queue;
}
