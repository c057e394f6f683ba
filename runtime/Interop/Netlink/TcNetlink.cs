using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;

namespace BpfGen.Interop;

/// <summary>
/// Traffic control with programs as filters in direct-action mode
/// (<c>cls_bpf</c>), below the <c>clsact</c> qdisc: <c>uapi/linux/pkt_cls.h</c>.
/// </summary>
internal static class TcNetlink
{
    private const uint ClsactParent = 0xfffffff1;
    private const uint ClsactHandle = 0xffff0000;
    private const int Kind = 1;
    private const int Options = 2;
    private const int ProgramFd = 6;
    private const int ProgramName = 7;
    private const int ProgramFlags = 8;
    private const int ProgramId = 11;
    private const uint DirectAction = 1;
    private const int MessageSize = 256;

    /// <summary>Creates the <c>clsact</c> qdisc that filters are attached to.</summary>
    /// <returns>The answer: <c>EEXIST</c> if the interface already has the qdisc.</returns>
    public static NetlinkAnswer CreateQdisc(NetlinkSocket socket, int index) =>
        Qdisc(socket, index, RouteNetlink.NewQdisc, RouteNetlink.Create | RouteNetlink.Exclusive);

    /// <summary>Removes the <c>clsact</c> qdisc with all its filters.</summary>
    public static NetlinkAnswer DeleteQdisc(NetlinkSocket socket, int index) => Qdisc(socket, index, RouteNetlink.DeleteQdisc, 0);

    /// <summary>Creates a filter that runs a program.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="place">The position. If its priority or handle is 0, the kernel chooses the value.</param>
    /// <param name="program">The program's file descriptor.</param>
    /// <param name="name">The filter's name, as tools show it.</param>
    /// <param name="replaceExisting">Whether to replace an existing filter at the position.</param>
    /// <param name="created">The position of the new filter.</param>
    public static NetlinkAnswer CreateFilter(
        NetlinkSocket socket, FilterPlace place, int program, string name, bool replaceExisting, out FilterPlace created)
    {
        var flags = RouteNetlink.Create | RouteNetlink.Echo | (replaceExisting ? RouteNetlink.Replace : RouteNetlink.Exclusive);
        var message = new NetlinkMessage(stackalloc byte[MessageSize], RouteNetlink.NewFilter, (ushort)(RouteNetlink.Request | flags));
        message.Header(place.Header);
        message.Text(Kind, "bpf");
        var options = message.Begin(Options);
        message.Attribute(ProgramFd, program);
        message.Text(ProgramName, name);
        message.Attribute(ProgramFlags, DirectAction);
        message.End(options);

        var echoed = place;
        var answer = socket.Request(
            message,
            (type, body) =>
            {
                if (type == RouteNetlink.NewFilter && body.Length >= TrafficControlHeader.Size)
                {
                    var header = MemoryMarshal.Read<TrafficControlHeader>(body);
                    echoed = place with { Priority = (ushort)(header.Info >> 16), Handle = header.Handle };
                }
            });
        created = echoed;
        return answer;
    }

    public static NetlinkAnswer DeleteFilter(NetlinkSocket socket, FilterPlace place)
    {
        var message = new NetlinkMessage(stackalloc byte[MessageSize], RouteNetlink.DeleteFilter, RouteNetlink.Request);
        message.Header(place.Header);
        message.Text(Kind, "bpf");
        return socket.Request(message);
    }

    /// <summary>Lists the filters of one direction.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="place">The interface and the direction.</param>
    /// <param name="filters">Receives the filters. Filters that are not programs have program id 0.</param>
    public static NetlinkAnswer ListFilters(
        NetlinkSocket socket, FilterPlace place, List<(FilterPlace Place, uint Program, string Name)> filters)
    {
        var message = new NetlinkMessage(
            stackalloc byte[MessageSize], RouteNetlink.GetFilter, (ushort)(RouteNetlink.Request | RouteNetlink.Dump));
        message.Header(new TrafficControlHeader { InterfaceIndex = place.Interface, Parent = place.Parent });
        return socket.Request(
            message,
            (type, body) =>
            {
                if (type == RouteNetlink.NewFilter && body.Length >= TrafficControlHeader.Size)
                {
                    Read(place, body, filters);
                }
            });
    }

    private static void Read(FilterPlace place, ReadOnlySpan<byte> body, List<(FilterPlace Place, uint Program, string Name)> filters)
    {
        var header = MemoryMarshal.Read<TrafficControlHeader>(body);
        var found = place with { Priority = (ushort)(header.Info >> 16), Handle = header.Handle };
        var program = 0u;
        var name = "";
        var attributes = new NetlinkAttributes(NetlinkAttributes.Find(body[TrafficControlHeader.Size..], Options));
        while (attributes.Next())
        {
            program = attributes.Type == ProgramId ? attributes.Number : program;
            name = attributes.Type == ProgramName ? attributes.Text : name;
        }

        // Before the filters of each priority, the kernel also reports an entry without a handle. Skip these entries.
        if (found.Handle != 0)
        {
            filters.Add((found, program, name));
        }
    }

    private static NetlinkAnswer Qdisc(NetlinkSocket socket, int index, ushort type, int flags)
    {
        var message = new NetlinkMessage(stackalloc byte[MessageSize], type, (ushort)(RouteNetlink.Request | flags));
        message.Header(new TrafficControlHeader { InterfaceIndex = index, Handle = ClsactHandle, Parent = ClsactParent });
        message.Text(Kind, "clsact");
        return socket.Request(message);
    }
}
