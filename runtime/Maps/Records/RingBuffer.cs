using BpfGen.Loading;

namespace BpfGen;

/// <summary>
/// A ring buffer (<c>BPF_MAP_TYPE_RINGBUF</c>): programs on all CPUs send records through it (<c>bpf_ringbuf_submit</c>, <c>bpf_ringbuf_output</c>),
/// and <see cref="OpenReader"/> receives them in the order they were reserved in. What finds no room is refused to the program, which alone knows of it.
/// </summary>
public sealed class RingBuffer : BpfMap, IMapHandle<RingBuffer>
{
    private RingBuffer(LoadedMap map)
        : base(map)
    {
    }

    /// <summary>The same buffer with records of one type. Disposing either disposes both.</summary>
    /// <typeparam name="T">A struct, laid out as the program has it.</typeparam>
    public RingBuffer<T> As<T>()
        where T : unmanaged => new(Origin);

    /// <summary>Opens the consumer's end of the buffer. A buffer has one consumer: a second reader would take records from the first.</summary>
    /// <exception cref="BpfException">The kernel refuses (<c>mmap</c>, <c>epoll_ctl</c>).</exception>
    public RingBufferReader OpenReader() => new(this);

    static RingBuffer IMapHandle<RingBuffer>.Create(LoadedMap map) => new(map);

    static bool IMapHandle<RingBuffer>.Takes(MapType type) => type == MapType.RingBuffer;
}
