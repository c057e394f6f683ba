using System;

namespace BpfGen.Interop;

/// <summary>Adds and removes routes that run a program for each packet: <c>uapi/linux/lwtunnel.h</c> and <c>seg6_local.h</c>.</summary>
internal readonly ref struct RouteMessage
{
    private const int Destination = 1;
    private const int OutputInterface = 4;
    private const int GatewayAddress = 5;
    private const int Priority = 6;
    private const int TableNumber = 15;
    private const int EncapType = 21;
    private const int Encap = 22;

    private const ushort EncapBpf = 6;
    private const ushort EncapSeg6Local = 7;
    private const int XmitHeadroom = 4;
    private const int Seg6LocalAction = 1;
    private const uint Seg6LocalActionBpf = 15;
    private const int Seg6LocalBpf = 8;
    private const int ProgramFd = 1;
    private const int ProgramName = 2;

    private const byte ProtocolStatic = 4;
    private const byte ScopeUniverse = 0;
    private const byte ScopeLink = 253;
    private const byte TypeUnicast = 1;
    private const byte FamilyIPv4 = 2;
    private const byte FamilyIPv6 = 10;
    private const int MessageSize = 512;

    public required ReadOnlySpan<byte> Address { get; init; }

    public required int PrefixLength { get; init; }

    public required int InterfaceIndex { get; init; }

    public ReadOnlySpan<byte> Gateway { get; init; }

    public uint Table { get; init; }

    public uint Metric { get; init; }

    /// <summary>Adds the route.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="hook">The hook: <c>LWT_BPF_IN</c>, <c>…_OUT</c>, <c>…_XMIT</c>; 0 for <c>seg6local</c>.</param>
    /// <param name="program">The program's file descriptor.</param>
    /// <param name="name">The program's name.</param>
    /// <param name="headroom">The number of bytes to reserve for headers; 0 for none.</param>
    /// <param name="replaceExisting">
    /// Whether to replace a route to the same destination. If false, and such a route exists, the kernel rejects the request.
    /// </param>
    public NetlinkAnswer Add(NetlinkSocket socket, int hook, int program, string name, int headroom, bool replaceExisting)
    {
        var flags = RouteNetlink.Create | (replaceExisting ? RouteNetlink.Replace : RouteNetlink.Exclusive);
        var message = new NetlinkMessage(stackalloc byte[MessageSize], RouteNetlink.NewRoute, (ushort)(RouteNetlink.Request | flags));
        Write(ref message);
        message.Attribute(EncapType, hook == 0 ? EncapSeg6Local : EncapBpf);
        var encap = message.Begin(Encap);
        if (hook == 0)
        {
            message.Attribute(Seg6LocalAction, Seg6LocalActionBpf);
        }

        var bpf = message.Begin(hook == 0 ? Seg6LocalBpf : hook);
        message.Attribute(ProgramFd, program);
        message.Text(ProgramName, name);
        message.End(bpf);
        if (headroom > 0)
        {
            message.Attribute(XmitHeadroom, (uint)headroom);
        }

        message.End(encap);
        return socket.Request(message);
    }

    public NetlinkAnswer Delete(NetlinkSocket socket)
    {
        var message = new NetlinkMessage(stackalloc byte[MessageSize], RouteNetlink.DeleteRoute, RouteNetlink.Request);
        Write(ref message);
        return socket.Request(message);
    }

    private void Write(ref NetlinkMessage message)
    {
        message.Header(new RouteHeader
        {
            Family = Address.Length == 4 ? FamilyIPv4 : FamilyIPv6,
            DestinationLength = (byte)PrefixLength,
            Protocol = ProtocolStatic,
            Scope = Address.Length == 4 && Gateway.IsEmpty ? ScopeLink : ScopeUniverse,
            Type = TypeUnicast,
        });
        message.Attribute(Destination, Address);
        message.Attribute(OutputInterface, InterfaceIndex);
        message.Attribute(TableNumber, Table);
        if (!Gateway.IsEmpty)
        {
            message.Attribute(GatewayAddress, Gateway);
        }

        if (Metric != 0)
        {
            message.Attribute(Priority, Metric);
        }
    }
}
