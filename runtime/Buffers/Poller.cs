using System;
using System.Runtime.InteropServices;
using System.Threading;
using BpfGen.Errors;
using BpfGen.Interop;

namespace BpfGen.Buffers;

/// <summary>Waits for any of several file descriptors to have something to read: <c>epoll</c>.</summary>
internal sealed unsafe class Poller : IDisposable
{
    private const int CloseOnExec = 0x80000;
    private const int Add = 1;
    private const uint Readable = 1;
    private const uint Writable = 4;
    private const uint EdgeTriggered = 1u << 31;

    // struct epoll_event is packed on x86 and nowhere else.
    private static readonly int DataOffset = RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.X86 ? 4 : 8;
    private static readonly int EventSize = DataOffset + 8;

    private readonly FileDescriptor _epoll;
    private readonly byte[] _events;

    private Poller(FileDescriptor epoll, int most)
    {
        _epoll = epoll;
        _events = new byte[most * EventSize];
        Most = most;
    }

    /// <summary>Has something to read where one of them has: what others can wait for.</summary>
    public FileDescriptor Descriptor => _epoll;

    private int Most { get; }

    /// <param name="most">How many file descriptors it is for.</param>
    /// <param name="subject">What it is for, for messages.</param>
    public static Poller Create(int most, string subject)
    {
        var fd = Libc.EpollCreate(CloseOnExec);
        return fd >= 0 ? new Poller(new FileDescriptor(fd), most) : throw Failure("epoll_create1", subject);
    }

    /// <param name="call">The system call that failed just now.</param>
    /// <param name="subject">What it was for.</param>
    public static BpfException Failure(string call, string subject)
    {
        var errno = Errno.Last;
        return new BpfException(call, errno, subject, Hints.Common(errno));
    }

    /// <param name="descriptor">What to wait for.</param>
    /// <param name="key">What <see cref="Key"/> gives when it has something to read.</param>
    /// <param name="subject">What it is for, for messages.</param>
    public void Watch(FileDescriptor descriptor, int key, string subject) => Watch(descriptor, key, Readable, subject);

    /// <summary>Waits for what is written to to get more room: once for each time that it does, however much room there is already.</summary>
    /// <param name="descriptor">What to wait for.</param>
    /// <param name="key">What <see cref="Key"/> gives then.</param>
    /// <param name="subject">What it is for, for messages.</param>
    public void WatchRoom(FileDescriptor descriptor, int key, string subject) => Watch(descriptor, key, Writable | EdgeTriggered, subject);

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

    /// <param name="timeout">How long to wait at the most; <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    /// <param name="subject">What it is for, for messages.</param>
    /// <returns>How many have something to read; 0 after the time, or where a signal came.</returns>
    public int Wait(TimeSpan timeout, string subject)
    {
        var milliseconds = (int)Math.Clamp(Math.Ceiling(timeout.TotalMilliseconds), Timeout.Infinite, int.MaxValue);
        using var epoll = _epoll.Use();
        fixed (byte* events = _events)
        {
            var count = Libc.EpollWait(epoll.Number, events, Most, milliseconds);
            return count >= 0 ? count
                : Errno.Last == Errno.EINTR ? 0
                : throw Failure("epoll_wait", subject);
        }
    }

    /// <summary>The key of one of those that <see cref="Wait"/> found.</summary>
    public int Key(int index) => (int)MemoryMarshal.Read<long>(_events.AsSpan((index * EventSize) + DataOffset));

    public void Dispose() => _epoll.Dispose();
}
