using BpfGen.Loading;
using BpfGen.Maps;

namespace BpfGen;

/// <summary>
/// A ring buffer (<c>BPF_MAP_TYPE_RINGBUF</c>, Linux 5.8). Programs on all CPUs send records (<c>bpf_ringbuf_submit</c>,
/// <c>bpf_ringbuf_output</c>); <see cref="OpenReader"/> receives them in the order in which the programs reserved them.
/// </summary>
/// <remarks>
/// <see cref="BpfMap.MaxEntries"/> is the size in bytes. If the buffer is full, the program's call fails and the record is lost. User space
/// is not notified.
/// </remarks>
public sealed class RingBuffer : BpfMap, IMapHandle<RingBuffer>
{
    private RingBuffer(LoadedMap map)
        : base(map)
    {
    }

    /// <summary>Returns the same buffer with typed records. Disposing one of the two objects disposes both.</summary>
    /// <typeparam name="T">The struct of a record, with the same layout as in the eBPF program.</typeparam>
    public RingBuffer<T> As<T>()
        where T : unmanaged => new(Origin);

    /// <summary>Opens the consumer of the buffer. Use one reader at a time: a second reader would take records from the first.</summary>
    /// <returns>The reader. Dispose it when you no longer need it.</returns>
    /// <exception cref="BpfException">The kernel rejected <c>mmap</c> or <c>epoll_ctl</c>.</exception>
    public RingBufferReader OpenReader() => new(this);

    /// <summary>Creates a ring buffer without an object file.</summary>
    /// <param name="size">The size in bytes. It is rounded up to a power of two of whole pages.</param>
    /// <param name="options">The name, flags, NUMA node and pin; null for none.</param>
    /// <returns>The new map. Dispose it when you no longer need it.</returns>
    /// <exception cref="BpfException">
    /// The kernel rejected the map, or a map of another type or size is pinned at the path in the options.
    /// </exception>
    public static RingBuffer Create(uint size, MapCreateOptions? options = null) =>
        MapCreation.Create<RingBuffer>(MapType.RingBuffer, keySize: 0, valueSize: 0, size, options);

    static RingBuffer IMapHandle<RingBuffer>.Create(LoadedMap map) => new(map);

    static bool IMapHandle<RingBuffer>.Takes(MapType type) => type == MapType.RingBuffer;
}
