using System;
using System.Runtime.InteropServices;
using BpfGen.Interop;

namespace BpfGen.Kernel.Tests.Support;

/// <summary>Makes a pair of netkit devices, the first with address 10.9.0.1/24.</summary>
internal static class Netkit
{
    public const string Primary = "nk0";
    public const string Address = "10.9.0.2";

    private const string Peer = "nk1";
    private const uint Up = 1;
    private const int InterfaceName = 3;
    private const int LinkInformation = 18;
    private const int Kind = 1;
    private const int Data = 2;
    private const int PeerInformation = 1;
    private const int LocalAddress = 2;

    public static void Create()
    {
        var message = new NetlinkMessage(
            stackalloc byte[256], RouteNetlink.NewLink, (ushort)(RouteNetlink.Request | RouteNetlink.Create | RouteNetlink.Exclusive));
        message.Header(default(InterfaceHeader));
        message.Text(InterfaceName, Primary);
        var information = message.Begin(LinkInformation);
        message.Text(Kind, "netkit");
        var data = message.Begin(Data);
        var peer = message.Begin(PeerInformation);
        message.Header(default(InterfaceHeader));
        message.Text(InterfaceName, Peer);
        message.End(peer);
        message.End(data);
        message.End(information);
        Send(message);

        Span<byte> buffer = stackalloc byte[64];
        foreach (var name in new[] { Primary, Peer })
        {
            var up = new NetlinkMessage(buffer, RouteNetlink.NewLink, RouteNetlink.Request);
            up.Header(new InterfaceHeader { Index = (int)Libc.InterfaceIndex(name), Flags = Up, Change = Up });
            Send(up);
        }

        var address = new NetlinkMessage(stackalloc byte[64], RouteNetlink.NewAddress, (ushort)(RouteNetlink.Request | RouteNetlink.Create));
        address.Header(new AddressHeader { Family = 2, PrefixLength = 24, Index = (int)Libc.InterfaceIndex(Primary) });
        address.Attribute(LocalAddress, new ReadOnlySpan<byte>([10, 9, 0, 1]));
        Send(address);
    }

    private static void Send(NetlinkMessage message)
    {
        using var socket = NetlinkSocket.TryOpen() ?? throw new CheckException("no netlink socket");
        Check.Same(default, socket.Request(message), "the answer of netlink");
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct AddressHeader
    {
        public byte Family;
        public byte PrefixLength;
        public byte Flags;
        public byte Scope;
        public int Index;
    }
}
