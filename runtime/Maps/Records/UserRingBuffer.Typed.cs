using BpfGen.Loading;

namespace BpfGen;

/// <summary>
/// A ring buffer that user space writes (<c>BPF_MAP_TYPE_USER_RINGBUF</c>, Linux 6.1) and whose records are of one type: <see cref="OpenWriter"/> sends
/// them, and a program takes them out when it runs (<c>bpf_user_ringbuf_drain</c>).
/// </summary>
/// <typeparam name="T">The type of the records, laid out as the program has it.</typeparam>
public sealed class UserRingBuffer<T> : BpfMap, IMapHandle<UserRingBuffer<T>>
    where T : unmanaged
{
    internal UserRingBuffer(LoadedMap map)
        : base(map)
    {
    }

    /// <summary>Opens the producer's end of the buffer. A buffer has one: a second writer would write over the first one's records.</summary>
    /// <exception cref="BpfException">The kernel refuses (<c>mmap</c>, <c>epoll_ctl</c>).</exception>
    public UserRingBufferWriter<T> OpenWriter() => new(this);

    static UserRingBuffer<T> IMapHandle<UserRingBuffer<T>>.Create(LoadedMap map) => new(map);

    static bool IMapHandle<UserRingBuffer<T>>.Takes(MapType type) => type == MapType.UserRingBuffer;
}
