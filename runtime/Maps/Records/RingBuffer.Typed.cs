using BpfGen.Loading;

namespace BpfGen;

/// <summary>
/// A ring buffer (<c>BPF_MAP_TYPE_RINGBUF</c>) whose records are of one type: programs on all CPUs send them through it, and <see cref="OpenReader"/> receives
/// them in the order they were reserved in.
/// </summary>
/// <typeparam name="T">The type of the records, laid out as the program has it.</typeparam>
public sealed class RingBuffer<T> : BpfMap, IMapHandle<RingBuffer<T>>
    where T : unmanaged
{
    internal RingBuffer(LoadedMap map)
        : base(map)
    {
    }

    /// <summary>Opens the consumer's end of the buffer. A buffer has one consumer: a second reader would take records from the first.</summary>
    /// <exception cref="BpfException">The kernel refuses (<c>mmap</c>, <c>epoll_ctl</c>).</exception>
    public RingBufferReader<T> OpenReader() => new(this);

    static RingBuffer<T> IMapHandle<RingBuffer<T>>.Create(LoadedMap map) => new(map);

    static bool IMapHandle<RingBuffer<T>>.Takes(MapType type) => type == MapType.RingBuffer;
}
