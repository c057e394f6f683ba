using BpfGen.Loading;

namespace BpfGen;

/// <summary>
/// A ring buffer that user space writes (<c>BPF_MAP_TYPE_USER_RINGBUF</c>, Linux 6.1): <see cref="OpenWriter"/> sends records, and a program takes them out
/// when it runs (<c>bpf_user_ringbuf_drain</c>).
/// </summary>
public sealed class UserRingBuffer : BpfMap, IMapHandle<UserRingBuffer>
{
    private UserRingBuffer(LoadedMap map)
        : base(map)
    {
    }

    /// <summary>The same buffer with records of one type. Disposing either disposes both.</summary>
    /// <typeparam name="T">A struct, laid out as the program has it.</typeparam>
    public UserRingBuffer<T> As<T>()
        where T : unmanaged => new(Origin);

    /// <summary>Opens the producer's end of the buffer. A buffer has one: a second writer would write over the first one's records.</summary>
    /// <exception cref="BpfException">The kernel refuses (<c>mmap</c>, <c>epoll_ctl</c>).</exception>
    public UserRingBufferWriter OpenWriter() => new(this);

    static UserRingBuffer IMapHandle<UserRingBuffer>.Create(LoadedMap map) => new(map);

    static bool IMapHandle<UserRingBuffer>.Takes(MapType type) => type == MapType.UserRingBuffer;
}
