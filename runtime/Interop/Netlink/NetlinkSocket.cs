using System;
using System.Buffers;
using System.Runtime.InteropServices;
using System.Threading;

namespace BpfGen.Interop;

/// <summary>
/// A socket for the kernel's network configuration (<c>NETLINK_ROUTE</c>). The socket stays bound to the network namespace that it was
/// opened in, whichever thread uses it.
/// </summary>
internal sealed unsafe class NetlinkSocket : IDisposable
{
    private const int AddressFamilyNetlink = 16;
    private const int RawCloseOnExec = 3 | 0x80000;
    private const int ProtocolRoute = 0;
    private const int NetlinkLevel = 270;
    private const int ShortAcknowledgement = 10;
    private const int ExtendedAcknowledgement = 11;

    private const ushort MessageError = 2;
    private const ushort MessageDone = 3;
    private const ushort FlagCapped = 0x100;
    private const ushort FlagExtended = 0x200;
    private const int ErrorText = 1;

    /// <summary>
    /// The size of the receive buffer in bytes. The kernel puts at most 32 KiB of a dump into
    /// one datagram, but one link with many virtual functions can need more.
    /// </summary>
    private const int ReceiveSize = 256 * 1024;

    private readonly FileDescriptor _descriptor;
    private readonly Lock _oneAtATime = new();
    private uint _sequence;

    /// <param name="fd">The socket's descriptor, which this instance closes.</param>
    public NetlinkSocket(int fd) => _descriptor = new FileDescriptor(fd);

    /// <returns>The socket, or null if the kernel rejected the call; then <see cref="Errno.Last"/> has the reason.</returns>
    public static NetlinkSocket? TryOpen()
    {
        var fd = Libc.Socket(AddressFamilyNetlink, RawCloseOnExec, ProtocolRoute);
        if (fd < 0)
        {
            return null;
        }

        // Kernels before 4.12 send no error messages and no short acknowledgements. Ignore a failure to set the options, because everything
        // else works the same.
        var on = 1;
        _ = Libc.SetSocketOption(fd, NetlinkLevel, ExtendedAcknowledgement, &on, sizeof(int));
        _ = Libc.SetSocketOption(fd, NetlinkLevel, ShortAcknowledgement, &on, sizeof(int));
        return new NetlinkSocket(fd);
    }

    /// <summary>Sends a request and waits for the answer. The request must ask for an acknowledgement or a dump.</summary>
    /// <param name="message">The request.</param>
    /// <param name="visitor">Receives the messages before the answer.</param>
    public NetlinkAnswer Request(in NetlinkMessage message, NetlinkVisitor? visitor = null)
    {
        lock (_oneAtATime)
        {
            using var lease = _descriptor.Use();
            var sequence = ++_sequence;
            var request = message.Finish(sequence);
            fixed (byte* start = request)
            {
                var tries = 0;
                while (Libc.Send(lease.Number, start, (nuint)request.Length, 0) < 0)
                {
                    if (!Errno.ShouldRetry(ref tries))
                    {
                        return new NetlinkAnswer(Errno.Last);
                    }
                }
            }

            var buffer = ArrayPool<byte>.Shared.Rent(ReceiveSize);
            try
            {
                return Receive(lease.Number, buffer, sequence, visitor);
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }
    }

    public void Dispose() => _descriptor.Dispose();

    private static NetlinkAnswer Receive(int fd, byte[] buffer, uint sequence, NetlinkVisitor? visitor)
    {
        for (var tries = 0; ;)
        {
            nint received;
            fixed (byte* start = buffer)
            {
                received = Libc.Receive(fd, start, (nuint)buffer.Length, 0);
            }

            if (received < 0)
            {
                // The kernel has carried out the request before it answers, so its result must not get lost. An answer that could not be
                // received stays in the queue, unless the queue was too small for it.
                if (Errno.Last != Errno.EINTR && (Errno.Last == Errno.ENOBUFS || ++tries == Errno.MostTries))
                {
                    return new NetlinkAnswer(Errno.Last);
                }

                continue;
            }

            if (Walk(buffer.AsSpan(0, (int)received), sequence, visitor) is { } answer)
            {
                return answer;
            }
        }
    }

    /// <returns>The answer; null if the datagram does not contain the answer.</returns>
    private static NetlinkAnswer? Walk(ReadOnlySpan<byte> datagram, uint sequence, NetlinkVisitor? visitor)
    {
        while (datagram.Length >= NetlinkMessage.HeaderSize)
        {
            var size = (int)MemoryMarshal.Read<uint>(datagram);
            if (size < NetlinkMessage.HeaderSize || size > datagram.Length)
            {
                break;
            }

            var type = MemoryMarshal.Read<ushort>(datagram[4..]);
            var flags = MemoryMarshal.Read<ushort>(datagram[6..]);
            var body = datagram[NetlinkMessage.HeaderSize..size];
            if (MemoryMarshal.Read<uint>(datagram[8..]) == sequence)
            {
                if (type is MessageError or MessageDone)
                {
                    return Answer(type, flags, body);
                }

                visitor?.Invoke(type, body);
            }

            datagram = datagram[Math.Min(NetlinkMessage.Align(size), datagram.Length)..];
        }

        return null;
    }

    /// <summary>
    /// Reads an answer. It consists of the negative error number, the header of the request, the rest of the request (unless the kernel
    /// omits it: <c>NLM_F_CAPPED</c>), and attributes.
    /// </summary>
    private static NetlinkAnswer Answer(ushort type, ushort flags, ReadOnlySpan<byte> body)
    {
        var errno = body.Length >= sizeof(int) ? -MemoryMarshal.Read<int>(body) : 0;
        if (errno == 0 || (flags & FlagExtended) == 0)
        {
            return new NetlinkAnswer(errno);
        }

        var skipped = sizeof(int);
        if (type == MessageError && body.Length >= sizeof(int) + NetlinkMessage.HeaderSize)
        {
            var request = (flags & FlagCapped) != 0 ? NetlinkMessage.HeaderSize : (int)MemoryMarshal.Read<uint>(body[sizeof(int)..]);
            skipped += NetlinkMessage.Align(Math.Clamp(request, 0, body.Length - sizeof(int)));
        }

        var attributes = new NetlinkAttributes(body[Math.Min(skipped, body.Length)..]);
        while (attributes.Next())
        {
            if (attributes.Type == ErrorText)
            {
                return new NetlinkAnswer(errno, attributes.Text);
            }
        }

        return new NetlinkAnswer(errno);
    }
}
