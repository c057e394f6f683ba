using BpfGen.Loading;

namespace BpfGen;

/// <summary>A first-in, first-out queue (<c>BPF_MAP_TYPE_QUEUE</c>).</summary>
/// <typeparam name="T">The type of the values, with the same layout as in the eBPF program.</typeparam>
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
