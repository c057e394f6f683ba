using BpfGen.Loading;
using BpfGen.Maps;

namespace BpfGen;

/// <summary>
/// A ring buffer (<c>BPF_MAP_TYPE_RINGBUF</c>, Linux 5.8) with records of one type. Programs on all CPUs send records
/// (<c>bpf_ringbuf_submit</c>, <c>bpf_ringbuf_output</c>); <see cref="OpenReader"/>
/// receives them in the order in which the programs reserved them.
/// </summary>
/// <remarks>
/// <see cref="BpfMap.MaxEntries"/> is the size in bytes. If the buffer is full, the program's call fails and the record is lost. User space
/// is not notified.
/// </remarks>
/// <typeparam name="T">The type of the records, with the same layout as in the eBPF program.</typeparam>
/// <example>
/// <code>
/// using var tracer = Tracer.Load();
/// using var links = tracer.Attach();
/// using var reader = tracer.Events.OpenReader();    // RingBuffer&lt;Tracer.Types.Event&gt;
/// while (true)
/// {
///     foreach (ref readonly var record in reader.Read(Timeout.InfiniteTimeSpan))
///     {
///         Console.WriteLine($"Process {record.Pid}");
///     }
/// }
/// </code>
/// </example>
public sealed class RingBuffer<T> : BpfMap, IMapHandle<RingBuffer<T>>
    where T : unmanaged
{
    internal RingBuffer(LoadedMap map)
        : base(map)
    {
    }

    /// <summary>Opens the consumer of the buffer. Use one reader at a time: a second reader would take records from the first.</summary>
    /// <returns>The reader. Dispose it when you no longer need it.</returns>
    /// <exception cref="BpfException">The kernel rejected <c>mmap</c> or <c>epoll_ctl</c>.</exception>
    public RingBufferReader<T> OpenReader() => new(this);

    /// <summary>Creates a ring buffer without an object file.</summary>
    /// <param name="size">The size in bytes. It is rounded up to a power of two of whole pages.</param>
    /// <param name="options">The name, flags, NUMA node and pin; null for none.</param>
    /// <returns>The new map. Dispose it when you no longer need it.</returns>
    /// <exception cref="BpfException">
    /// The kernel rejected the map, or a map of another type or size is pinned at the path in the options.
    /// </exception>
    public static RingBuffer<T> Create(uint size, MapCreateOptions? options = null) =>
        MapCreation.Create<RingBuffer<T>>(MapType.RingBuffer, keySize: 0, valueSize: 0, size, options);

    static RingBuffer<T> IMapHandle<RingBuffer<T>>.Create(LoadedMap map) => new(map);

    static bool IMapHandle<RingBuffer<T>>.Takes(MapType type) => type == MapType.RingBuffer;
}
