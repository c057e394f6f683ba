using System;
using System.Runtime.InteropServices;

namespace BpfGen.Interop;

/// <summary>Attaches and queries the XDP programs of an interface with netlink: <c>IFLA_XDP</c> of <c>uapi/linux/if_link.h</c>.</summary>
internal static class XdpNetlink
{
    private const int Mtu = 4;
    private const int Xdp = 43;
    private const int XdpFd = 1;
    private const int XdpFlags = 3;
    private const int XdpExpectedFd = 8;
    private const uint OnlyIfThereIsNone = 1;
    private const uint OnlyIfExpected = 1 << 4;
    private const int MessageSize = 128;

    /// <summary>
    /// Attaches a program. If <c>replaceExisting</c> is false, the kernel rejects the request if a program is already attached.
    /// </summary>
    public static NetlinkAnswer Attach(NetlinkSocket socket, int index, uint mode, FileDescriptor program, bool replaceExisting) =>
        Set(socket, index, mode | (replaceExisting ? 0 : OnlyIfThereIsNone), program, null);

    /// <summary>
    /// Replaces the expected program, or detaches it if the new program is null. The kernel rejects the request if another program is
    /// attached.
    /// </summary>
    public static NetlinkAnswer Replace(NetlinkSocket socket, int index, uint mode, FileDescriptor? program, FileDescriptor expected) =>
        Set(socket, index, mode | OnlyIfExpected, program, expected);

    /// <summary>Reads the ids of an interface's programs: <c>IFLA_XDP_SKB_PROG_ID</c>, <c>…_DRV_…</c> and <c>…_HW_…</c>.</summary>
    public static NetlinkAnswer Query(NetlinkSocket socket, int index, out (uint Generic, uint Native, uint Offloaded) programs)
    {
        (uint Generic, uint Native, uint Offloaded) found = default;
        var message = new NetlinkMessage(stackalloc byte[MessageSize], RouteNetlink.GetLink, RouteNetlink.Request);
        message.Header(new InterfaceHeader { Index = index });
        var answer = socket.Request(
            message,
            (type, body) =>
            {
                if (type == RouteNetlink.NewLink && body.Length > InterfaceHeader.Size)
                {
                    found = Read(NetlinkAttributes.Find(body[InterfaceHeader.Size..], Xdp));
                }
            });
        programs = found;
        return answer;
    }

    /// <summary>Reads the maximum size of an interface's packets (MTU).</summary>
    /// <returns>The size in bytes; 0 if it cannot be read.</returns>
    public static uint PacketSize(NetlinkSocket socket, int index)
    {
        var size = 0u;
        var message = new NetlinkMessage(stackalloc byte[MessageSize], RouteNetlink.GetLink, RouteNetlink.Request);
        message.Header(new InterfaceHeader { Index = index });
        _ = socket.Request(
            message,
            (type, body) =>
            {
                if (type == RouteNetlink.NewLink
                    && body.Length > InterfaceHeader.Size
                    && NetlinkAttributes.Find(body[InterfaceHeader.Size..], Mtu) is { Length: sizeof(uint) } bytes)
                {
                    size = MemoryMarshal.Read<uint>(bytes);
                }
            });
        return size;
    }

    private static NetlinkAnswer Set(NetlinkSocket socket, int index, uint flags, FileDescriptor? program, FileDescriptor? expected)
    {
        var message = new NetlinkMessage(stackalloc byte[MessageSize], RouteNetlink.SetLink, RouteNetlink.Request);
        message.Header(new InterfaceHeader { Index = index });
        var xdp = message.Begin(Xdp);
        message.Attribute(XdpFd, program is null ? -1 : (int)program.DangerousGetHandle());
        message.Attribute(XdpFlags, flags);
        if (expected is not null)
        {
            message.Attribute(XdpExpectedFd, (int)expected.DangerousGetHandle());
        }

        message.End(xdp);
        return socket.Request(message);
    }

    /// <summary>
    /// Reads the program id of each XDP mode. <c>IFLA_XDP_PROG_ID</c> is ignored, because it only repeats one of these ids.
    /// </summary>
    private static (uint Generic, uint Native, uint Offloaded) Read(ReadOnlySpan<byte> xdp)
    {
        (uint Generic, uint Native, uint Offloaded) found = default;
        var attributes = new NetlinkAttributes(xdp);
        while (attributes.Next())
        {
            switch (attributes.Type)
            {
                case 5:
                    found.Native = attributes.Number;
                    break;
                case 6:
                    found.Generic = attributes.Number;
                    break;
                case 7:
                    found.Offloaded = attributes.Number;
                    break;
                default:
                    break;
            }
        }

        return found;
    }
}
