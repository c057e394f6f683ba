using System;
using System.Runtime.InteropServices;
using System.Threading;
using BpfGen.Errors;
using BpfGen.Interop;

namespace BpfGen.Buffers;

/// <summary>Waits until one of several file descriptors is readable, with <c>epoll</c>.</summary>
internal sealed unsafe class Poller : IDisposable
{
    private const int CloseOnExec = 0x80000;
    private const int Add = 1;
    private const uint Readable = 1;
    private const uint Writable = 4;
    private const uint EdgeTriggered = 1u << 31;

    // struct epoll_event has no padding before its data on x86, and 4 bytes of padding on other architectures.
    private static readonly int DataOffset = RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.X86 ? 4 : 8;
    private static readonly int EventSize = DataOffset + 8;

    private readonly FileDescriptor _epoll;
    private readonly byte[] _events;

    private Poller(FileDescriptor epoll, int capacity)
    {
        _epoll = epoll;
        _events = new byte[capacity * EventSize];
        Capacity = capacity;
    }

    /// <summary>The epoll descriptor. It is readable when a watched descriptor is ready, so another poller can watch it.</summary>
    public FileDescriptor Descriptor => _epoll;

    private int Capacity { get; }

    /// <param name="capacity">The maximum number of events that one <see cref="Wait"/> returns.</param>
    /// <param name="subject">The purpose, for messages.</param>
    public static Poller Create(int capacity, string subject)
    {
        var fd = Libc.EpollCreate(CloseOnExec);
        return fd >= 0 ? new Poller(new FileDescriptor(fd), capacity) : throw Failure("epoll_create1", subject);
    }

    /// <param name="call">The system call that just failed.</param>
    /// <param name="subject">The purpose, for messages.</param>
    public static BpfException Failure(string call, string subject)
    {
        var errno = Errno.Last;
        return new BpfException(call, errno, subject, Hints.Common(errno));
    }

    /// <param name="descriptor">The descriptor to watch for input.</param>
    /// <param name="key">The number that <see cref="Key"/> returns when the descriptor is ready.</param>
    /// <param name="subject">The purpose, for messages.</param>
    public void Watch(FileDescriptor descriptor, int key, string subject) => Watch(descriptor, key, Readable, subject);

    /// <summary>
    /// Watches a descriptor for free space to write. The watch is edge-triggered: each freeing of space causes one event, even if there was
    /// free space before.
    /// </summary>
    /// <param name="descriptor">The descriptor to watch.</param>
    /// <param name="key">The number that <see cref="Key"/> returns when space is freed.</param>
    /// <param name="subject">The purpose, for messages.</param>
    public void WatchForSpace(FileDescriptor descriptor, int key, string subject) =>
        Watch(descriptor, key, Writable | EdgeTriggered, subject);

    private void Watch(FileDescriptor descriptor, int key, uint events, string subject)
    {
        using var epoll = _epoll.Use();
        using var lease = descriptor.Use();
        var description = stackalloc byte[16];
        *(uint*)description = events;
        *(long*)(description + DataOffset) = key;
        if (Libc.EpollControl(epoll.Number, Add, lease.Number, description) < 0)
        {
            throw Failure("epoll_ctl", subject);
        }
    }

    /// <param name="timeout">The maximum wait; <see cref="Timeout.InfiniteTimeSpan"/> for no limit.</param>
    /// <param name="subject">The purpose, for messages.</param>
    /// <returns>The number of ready descriptors. 0 after the timeout or a signal.</returns>
    public int Wait(TimeSpan timeout, string subject)
    {
        var milliseconds = timeout == Timeout.InfiniteTimeSpan
            ? Timeout.Infinite
            : (int)Math.Clamp(Math.Ceiling(timeout.TotalMilliseconds), 0, int.MaxValue);
        using var epoll = _epoll.Use();
        fixed (byte* events = _events)
        {
            var count = Libc.EpollWait(epoll.Number, events, Capacity, milliseconds);
            return count >= 0 ? count
                : Errno.Last == Errno.EINTR ? 0
                : throw Failure("epoll_wait", subject);
        }
    }

    /// <summary>Returns the key of a descriptor that the last <see cref="Wait"/> found ready.</summary>
    public int Key(int index) => (int)MemoryMarshal.Read<long>(_events.AsSpan((index * EventSize) + DataOffset));

    public void Dispose() => _epoll.Dispose();
}
