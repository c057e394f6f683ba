using System;
using System.Runtime.InteropServices;
using BpfGen.Interop;

namespace BpfGen.Kernel.Tests.Support;

/// <summary>Creates pairs of network devices. Each device receives the packets that the other device sends.</summary>
internal static unsafe class DevicePair
{
    private const uint Up = 1;
    private const int InterfaceName = 3;
    private const int LinkInformation = 18;
    private const int KindAttribute = 1;
    private const int Data = 2;
    private const int PeerInformation = 1;
    private const int LocalAddress = 2;

    /// <param name="kind">The kind of the devices: <c>veth</c> or <c>netkit</c>.</param>
    /// <param name="name">The name of the first device.</param>
    /// <param name="peerName">The name of the second device.</param>
    public static void Create(string kind, string name, string peerName)
    {
        if (Libc.InterfaceIndex(name) != 0)
        {
            return;
        }

        var message = new NetlinkMessage(
            stackalloc byte[256], RouteNetlink.NewLink, (ushort)(RouteNetlink.Request | RouteNetlink.Create | RouteNetlink.Exclusive));
        message.Header(default(InterfaceHeader));
        message.Text(InterfaceName, name);
        var information = message.Begin(LinkInformation);
        message.Text(KindAttribute, kind);
        var data = message.Begin(Data);
        var peer = message.Begin(PeerInformation);
        message.Header(default(InterfaceHeader));
        message.Text(InterfaceName, peerName);
        message.End(peer);
        message.End(data);
        message.End(information);
        Send(message);

        Span<byte> buffer = stackalloc byte[64];
        foreach (var device in new[] { name, peerName })
        {
            var up = new NetlinkMessage(buffer, RouteNetlink.NewLink, RouteNetlink.Request);
            up.Header(new InterfaceHeader { Index = (int)Libc.InterfaceIndex(device), Flags = Up, Change = Up });
            Send(up);
        }
    }

    /// <summary>Gives a device an IPv4 address with a prefix length of 24.</summary>
    public static void SetAddress(string name, ReadOnlySpan<byte> bytes)
    {
        var address = new NetlinkMessage(
            stackalloc byte[64], RouteNetlink.NewAddress, (ushort)(RouteNetlink.Request | RouteNetlink.Create));
        address.Header(new AddressHeader { Family = 2, PrefixLength = 24, Index = (int)Libc.InterfaceIndex(name) });
        address.Attribute(LocalAddress, bytes);
        Send(address);
    }

    /// <summary>Sends an Ethernet frame with an experimental protocol number through a device.</summary>
    public static void SendFrame(PacketSocket socket)
    {
        var frame = stackalloc byte[64];
        new Span<byte>(frame, 64).Clear();
        new Span<byte>(frame, 6).Fill(0xff);
        frame[12] = 0x88;
        frame[13] = 0xb5;
        Check.Same(64, Libc.Send((int)socket.Handle.DangerousGetHandle(), frame, 64, 0), "bytes sent");
    }

    private static void Send(NetlinkMessage message)
    {
        using var socket = NetlinkSocket.TryOpen() ?? throw new CheckException("opening a netlink socket failed");
        Check.Same(default, socket.Request(message), "the result of the netlink request");
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
