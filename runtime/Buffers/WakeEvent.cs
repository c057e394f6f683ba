using System;
using BpfGen.Interop;

namespace BpfGen.Buffers;

/// <summary>Wakes a thread that waits on a <see cref="Poller"/>, with an <c>eventfd</c>.</summary>
internal sealed unsafe class WakeEvent : IDisposable
{
    private const int CloseOnExec = 0x80000;
    private const int NonBlocking = 0x800;

    private WakeEvent(FileDescriptor descriptor) => Descriptor = descriptor;

    public FileDescriptor Descriptor { get; }

    public static WakeEvent Create(string subject)
    {
        var fd = Libc.EventFd(0, CloseOnExec | NonBlocking);
        return fd >= 0 ? new WakeEvent(new FileDescriptor(fd)) : throw Poller.Failure("eventfd", subject);
    }

    /// <summary>
    /// Wakes the waiting thread, or the next thread that waits. A write that fails is repeated whatever the error is, because a thread that
    /// nobody wakes waits forever, and the thread that disposes the reader waits for it.
    /// </summary>
    public void Set()
    {
        try
        {
            using var lease = Descriptor.Use();
            var one = 1ul;
            var tries = 0;
            while (Libc.Write(lease.Number, &one, sizeof(ulong)) < 0 && ++tries < Errno.MostTries)
            {
            }
        }
        catch (ObjectDisposedException)
        {
            // The event is disposed. No thread waits for it any more, so there is no thread to wake.
        }
    }

    /// <summary>Clears the event.</summary>
    public void Reset()
    {
        using var lease = Descriptor.Use();
        ulong count;
        _ = Libc.Read(lease.Number, &count, sizeof(ulong));
    }

    public void Dispose() => Descriptor.Dispose();
}
