extern alias runtime;

using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using runtime::BpfGen.Interop;

namespace BpfGen.Fuzz;

/// <summary>Reads answers to netlink requests. A pair of sockets takes the kernel's place.</summary>
internal static unsafe partial class NetlinkTargets
{
    private const int Unix = 1;
    private const int DatagramsInOrder = 5 | 0x80000;
    private const int Netlink = 16;
    private const int Raw = 3 | 0x80000;
    private const int MessageSize = 256;

    /// <summary>The sequence number of the first request of a socket.</summary>
    private const uint FirstRequest = 1;

    private static readonly byte[] Done = Acknowledgement();

    /// <summary>The kernel's own answers: its interfaces, and the filters of the loopback interface.</summary>
    public static IEnumerable<byte[]> Seeds()
    {
        var links = new NetlinkMessage(new byte[MessageSize], RouteNetlink.GetLink, RouteNetlink.Request | RouteNetlink.Dump);
        links.Header(default(InterfaceHeader));
        var loopback = new NetlinkMessage(new byte[MessageSize], RouteNetlink.GetLink, RouteNetlink.Request);
        loopback.Header(new InterfaceHeader { Index = 1 });
        var missing = new NetlinkMessage(new byte[MessageSize], RouteNetlink.GetLink, RouteNetlink.Request);
        missing.Header(new InterfaceHeader { Index = int.MaxValue });
        var filters = new NetlinkMessage(new byte[MessageSize], RouteNetlink.NewFilter, RouteNetlink.Request);
        filters.Header(new TrafficControlHeader { InterfaceIndex = 1, Parent = FilterPlace.Ingress });
        filters.Text(1, "bpf");
        var options = filters.Begin(2);
        filters.Attribute(6, 7u);
        filters.Text(7, "program");
        filters.Attribute(8, 1u);
        filters.Attribute(11, 9u);
        filters.End(options);
        return [AnswerTo(links), AnswerTo(loopback), AnswerTo(missing), filters.Finish(FirstRequest).ToArray()];
    }

    /// <summary>Sends the bytes as an answer, in one datagram, and an acknowledgement after it.</summary>
    public static bool Read(byte[] bytes)
    {
        var filters = new List<(FilterPlace, uint, string)>();
        var error = 0;
        Answer(bytes, socket => error = XdpNetlink.Query(socket, 1, out _).Errno);
        var size = 0u;
        Answer(bytes, socket => size = XdpNetlink.PacketSize(socket, 1));
        Answer(bytes, socket => TcNetlink.ListFilters(socket, new FilterPlace(1, FilterPlace.Ingress, 0, 0), filters));
        return error == Errno.ENODEV || size > 0 || filters.Count > 0;
    }

    /// <summary>Gives an answer to a request. The other end of the sockets stays open, because the request is sent to it.</summary>
    private static void Answer(byte[] answer, Action<NetlinkSocket> request)
    {
        var pair = stackalloc int[2];
        if (SocketPair(Unix, DatagramsInOrder, 0, pair) != 0)
        {
            throw new InvalidOperationException("The pair of sockets cannot be created.");
        }

        using var kernel = new FileDescriptor(pair[1]);
        Send(pair[1], answer.AsSpan(0, Math.Min(answer.Length, 1 << 16)));
        Send(pair[1], Done);
        using var socket = new NetlinkSocket(pair[0]);
        request(socket);
    }

    private static byte[] AnswerTo(in NetlinkMessage request)
    {
        using var socket = new FileDescriptor(Libc.Socket(Netlink, Raw, 0));
        using var lease = socket.Use();
        Send(lease.Number, request.Finish(FirstRequest));
        var buffer = new byte[1 << 16];
        fixed (byte* start = buffer)
        {
            return buffer[..(int)Math.Max(0, Libc.Receive(lease.Number, start, (nuint)buffer.Length, 0))];
        }
    }

    private static void Send(int fd, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes)
        {
            _ = Libc.Send(fd, start, (nuint)bytes.Length, 0);
        }
    }

    /// <summary>A message of type <c>NLMSG_ERROR</c> without an error.</summary>
    private static byte[] Acknowledgement()
    {
        var bytes = new byte[NetlinkMessage.HeaderSize + sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, bytes.Length);
        BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(4), 2);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(8), FirstRequest);
        return bytes;
    }

    [LibraryImport("libc", EntryPoint = "socketpair", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SocketPair(int domain, int type, int protocol, int* pair);
}
