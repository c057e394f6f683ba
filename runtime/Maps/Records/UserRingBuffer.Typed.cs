using BpfGen.Loading;
using BpfGen.Maps;

namespace BpfGen;

/// <summary>
/// A ring buffer from user space to programs (<c>BPF_MAP_TYPE_USER_RINGBUF</c>, Linux 6.1) with records of one type.
/// <see cref="OpenWriter"/> sends records; a program receives them when it calls <c>bpf_user_ringbuf_drain</c>.
/// </summary>
/// <typeparam name="T">The type of the records, with the same layout as in the eBPF program.</typeparam>
public sealed class UserRingBuffer<T> : BpfMap, IMapHandle<UserRingBuffer<T>>
    where T : unmanaged
{
    internal UserRingBuffer(LoadedMap map)
        : base(map)
    {
    }

    /// <summary>
    /// Opens the producer of the buffer. Use one writer at a time: a second writer would overwrite the records of the first.
    /// </summary>
    /// <returns>The writer. Dispose it when you no longer need it.</returns>
    /// <exception cref="BpfException">The kernel rejected <c>mmap</c> or <c>epoll_ctl</c>.</exception>
    public UserRingBufferWriter<T> OpenWriter() => new(this);

    /// <summary>Creates a user ring buffer without an object file.</summary>
    /// <param name="size">The size in bytes. It is rounded up to a power of two of whole pages.</param>
    /// <param name="options">The name, flags, NUMA node and pin; null for none.</param>
    /// <returns>The new map. Dispose it when you no longer need it.</returns>
    /// <exception cref="BpfException">
    /// The kernel rejected the map, or a map of another type or size is pinned at the path in the options.
    /// </exception>
    public static UserRingBuffer<T> Create(uint size, MapCreateOptions? options = null) =>
        MapCreation.Create<UserRingBuffer<T>>(MapType.UserRingBuffer, keySize: 0, valueSize: 0, size, options);

    static UserRingBuffer<T> IMapHandle<UserRingBuffer<T>>.Create(LoadedMap map) => new(map);

    static bool IMapHandle<UserRingBuffer<T>>.Takes(MapType type) => type == MapType.UserRingBuffer;
}
