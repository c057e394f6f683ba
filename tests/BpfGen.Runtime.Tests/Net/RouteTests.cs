using System;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using BpfGen.Interop;
using BpfGen.Runtime.Tests.Support;
using Xunit;

namespace BpfGen.Runtime.Tests.Net;

/// <summary>Programs in the network stack: on lightweight-tunnel (LWT) routes, at netfilter hooks, and as flow dissectors.</summary>
[Collection(KernelTests.Name)]
public sealed class RouteTests
{
    private static readonly IPNetwork Destination = IPNetwork.Parse("192.0.2.0/24");
    private static readonly IPAddress DestinationHost = IPAddress.Parse("192.0.2.1");

    [Fact]
    public void An_LWT_xmit_program_runs_for_packets_of_its_route_until_its_link_is_disposed() => OwnNetwork.Run(() =>
    {
        OwnNetwork.CreatePair("near", "far");
        using var probe = Routes.Load();
        SendTo(IPAddress.Loopback);
        var before = KernelObjects.OpenFilesAtRest();
        var link = probe.RouteXmit.Attach(new LwtRoute(Destination, "near") { Headroom = 16 });

        SendTo(DestinationHost);
        Assert.Equal(1ul, Volatile.Read(ref probe.Bss.Value.Left));
        link.Update(probe.RouteDrop);
        Assert.Throws<SocketException>(() => SendTo(DestinationHost));
        link.Dispose();
        link.Dispose();

        Assert.Equal(SocketError.NetworkUnreachable, Assert.Throws<SocketException>(() => SendTo(DestinationHost)).SocketErrorCode);
        Assert.Throws<ObjectDisposedException>(() => link.Update(probe.RouteXmit));
        Assert.Equal(before, KernelObjects.OpenFiles());
    });

    [Fact]
    public void An_LWT_output_program_runs_for_packets_of_its_route() => OwnNetwork.Run(() =>
    {
        OwnNetwork.CreatePair("near", "far");
        using var probe = Routes.Load();
        using var link = probe.RouteOut.Attach(new LwtRoute(Destination, "near"));

        SendTo(DestinationHost);

        Assert.Equal(1ul, Volatile.Read(ref probe.Bss.Value.Sent));
    });

    [Fact]
    public void Attach_throws_if_an_LWT_route_to_the_destination_already_exists() => OwnNetwork.Run(() =>
    {
        OwnNetwork.CreatePair("near", "far");
        using var probe = Routes.Load();
        using var link = probe.RouteOut.Attach(new LwtRoute(Destination, "near"));
        var before = KernelObjects.OpenFilesAtRest();

        var exception = Assert.Throws<BpfException>(() => probe.RouteIn.Attach(new LwtRoute(Destination, "near")));

        Assert.Equal(("RTM_NEWROUTE", "EEXIST"), (exception.Command, exception.ErrnoName));
        Assert.Contains("program 'route_in' (LwtIn) on route 192.0.2.0/24 dev near", exception.Message);
        Assert.Equal(before, KernelObjects.OpenFiles());
    });

    [Fact]
    public void An_LWT_route_can_have_a_gateway_a_table_and_a_metric() => OwnNetwork.Run(() =>
    {
        OwnNetwork.CreatePair("near", "far");
        using var probe = Routes.Load();
        using var neighbours = probe.RouteOut.Attach(new LwtRoute(IPNetwork.Parse("198.51.100.0/24"), "near"));
        var route = new LwtRoute(Destination, "near") { Gateway = IPAddress.Parse("198.51.100.1"), Metric = 7 };
        using var main = probe.RouteXmit.Attach(route);
        using var other = probe.RouteXmit.Attach(route with { Metric = 8 });
        using var elsewhere = probe.RouteXmit.Attach(route with { Table = 1000 });
        using var six = probe.RouteXmit.Attach(new LwtRoute(IPNetwork.Parse("2001:db8::/32"), "near"));

        SendTo(DestinationHost);

        Assert.Equal(1ul, Volatile.Read(ref probe.Bss.Value.Left));
        Assert.Throws<ArgumentException>(() => probe.RouteXmit.Attach(route with { Gateway = IPAddress.IPv6Loopback }));
    });

    [Fact]
    public void A_seg6local_program_requires_an_IPv6_route() => OwnNetwork.Run(() =>
    {
        OwnNetwork.CreatePair("near", "far");
        using var probe = Routes.Load();
        using var link = probe.Segment.Attach(new LwtRoute(IPNetwork.Parse("2001:db8::1/128"), "near"));

        var exception = Assert.Throws<BpfException>(() => probe.Segment.Attach(new LwtRoute(Destination, "near")));

        Assert.Equal("RTM_NEWROUTE", exception.Command);
    });

    [Fact]
    public void A_seg6local_program_sees_the_next_segment_of_a_packet() => OwnNetwork.Run(() =>
    {
        var (here, next) = (IPAddress.Parse("2001:db8:1::1"), IPAddress.Parse("2001:db8:2::1"));
        OwnNetwork.CreatePair("near", "far");
        using var probe = Routes.Load();
        using var sender = PacketSocket.Open("near");
        using var link = probe.Segment.Attach(new LwtRoute(IPNetwork.Parse("2001:db8:1::1/128"), "near"));

        OwnNetwork.Send(sender, BuildSegmentRoutingPacket(here, next));

        Poll.Until(() => Volatile.Read(ref probe.Bss.Value.Segments) == 1, "a packet of the segment");
        Assert.Equal(next.GetAddressBytes(), Enumerable.Range(0, 16).Select(i => probe.Bss.Value.NextSegment[i]));
    });

    [Fact]
    public void A_netfilter_program_counts_and_drops_packets() => OwnNetwork.Run(() =>
    {
        using var probe = Routes.Load();
        using var link = probe.Filter.Attach(NetfilterFamily.IPv4, NetfilterHook.LocalOut, priority: -128);

        SendTo(IPAddress.Loopback);
        Assert.True(Volatile.Read(ref probe.Bss.Value.Filtered) > 0);
        probe.Bss.Value.DropFiltered = 1;
        Assert.Throws<SocketException>(() => SendTo(IPAddress.Loopback));

        Assert.Equal(LinkType.Netfilter, link.Type);
    });

    [Fact]
    public void The_errors_for_invalid_netfilter_priorities_and_families_explain_the_reason() => OwnNetwork.Run(() =>
    {
        using var probe = Routes.Load();
        using var link = probe.Filter.Attach(NetfilterFamily.IPv6, NetfilterHook.LocalIn, 5);
        using var whole = probe.Filter.Attach(NetfilterFamily.IPv4, NetfilterHook.PreRouting, -1, defragment: true);

        var taken = Assert.Throws<BpfException>(() => probe.Filter.Attach(NetfilterFamily.IPv6, NetfilterHook.LocalIn, 5));
        var lowest = Assert.Throws<BpfException>(() => probe.Filter.Attach(NetfilterFamily.IPv4, NetfilterHook.LocalIn, int.MinValue));
        var family = Assert.Throws<BpfException>(() => probe.Filter.Attach((NetfilterFamily)7, NetfilterHook.LocalIn, 5));

        Assert.Contains("Another program has this priority", taken.Message);
        Assert.Contains("The lowest and the highest number are not valid priorities", lowest.Message);
        Assert.Contains("The kernel does not support netfilter for this family", family.Message);
    });

    [Fact]
    public void A_flow_dissector_program_runs_instead_of_the_kernels_own_flow_dissector() => OwnNetwork.Run(() =>
    {
        using var probe = Routes.Load();
        using var watcher = PacketSocket.Open("lo");
        JoinFanoutGroup(watcher);
        using var link = (KernelLink)probe.Dissect.Attach();
        Assert.Equal((LinkType.NetworkNamespace, AttachType.FlowDissector), (link.Type, link.Info.AttachType));

        SendTo(IPAddress.Loopback);
        Assert.True(Volatile.Read(ref probe.Bss.Value.Dissected) > 0);
        var second = Assert.Throws<BpfException>(() => probe.Dissect.Attach());

        Assert.Contains("A flow dissector is attached already. A namespace has at most one", second.Message);
    });

    [Fact]
    public void A_flow_dissector_can_be_attached_without_a_link() => OwnNetwork.Run(() =>
    {
        using var probe = Routes.Load();
        using var watcher = PacketSocket.Open("lo");
        JoinFanoutGroup(watcher);
        using (ProgramAttachLink.Create(probe.Dissect, target: null, AttachType.FlowDissector, "a namespace"))
        {
            SendTo(IPAddress.Loopback);
            Assert.True(Volatile.Read(ref probe.Bss.Value.Dissected) > 0);
        }

        using var link = probe.Dissect.Attach();
    });

    private static void SendTo(IPAddress address)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.SendTo("x"u8, new IPEndPoint(address, 9));
    }

    /// <summary>
    /// Builds an IPv6 packet for segment routing (RFC 8754). Its destination is the first segment; its segment routing header contains the
    /// second and last segment.
    /// </summary>
    private static byte[] BuildSegmentRoutingPacket(IPAddress here, IPAddress next)
    {
        const byte RoutingHeader = 43;
        const byte SegmentRouting = 4;
        const byte NoNextHeader = 59;
        byte[] broadcast = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff];
        byte[] routing = [NoNextHeader, 4, SegmentRouting, 1, 1, 0, 0, 0, .. next.GetAddressBytes(), .. here.GetAddressBytes()];
        return
        [
            .. broadcast, 2, 0, 0, 0, 0, 1, 0x86, 0xdd,
            0x60, 0, 0, 0, 0, (byte)routing.Length, RoutingHeader, 64, .. IPAddress.Parse("2001:db8::9").GetAddressBytes(),
            .. here.GetAddressBytes(),
            .. routing,
        ];
    }

    /// <summary>
    /// Adds the socket to a fanout group. To select a socket of the group, the kernel runs the flow dissector for each packet
    /// (<c>PACKET_FANOUT_HASH</c>).
    /// </summary>
    private static unsafe void JoinFanoutGroup(PacketSocket socket)
    {
        const int PacketLevel = 263;
        const int PacketFanout = 18;
        var group = 1;
        Assert.Equal(0, Libc.SetSocketOption((int)socket.Handle.DangerousGetHandle(), PacketLevel, PacketFanout, &group, sizeof(int)));
    }
}
