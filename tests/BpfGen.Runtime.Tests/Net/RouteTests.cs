using System;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using BpfGen.Interop;
using BpfGen.Runtime.Tests.Support;
using Xunit;

namespace BpfGen.Runtime.Tests.Net;

/// <summary>Programs that packets meet in the network stack: at routes, at netfilter's hooks, where flows are told apart.</summary>
[Collection(KernelTests.Name)]
public sealed class RouteTests
{
    private static readonly IPNetwork Somewhere = IPNetwork.Parse("192.0.2.0/24");
    private static readonly IPAddress Someone = IPAddress.Parse("192.0.2.1");

    [Fact]
    public void A_program_sees_the_packets_that_leave_by_its_route() => OwnNetwork.Run(() =>
    {
        OwnNetwork.CreatePair("near", "far");
        using var probe = Routes.Load();
        SendTo(IPAddress.Loopback);
        var before = KernelObjects.OpenFilesAtRest();
        var link = probe.RouteXmit.Attach(new LwtRoute(Somewhere, "near") { Headroom = 16 });

        SendTo(Someone);
        Assert.Equal(1ul, Volatile.Read(ref probe.Bss.Value.Left));
        link.Update(probe.RouteDrop);
        Assert.Throws<SocketException>(() => SendTo(Someone));
        link.Dispose();
        link.Dispose();

        Assert.Equal(SocketError.NetworkUnreachable, Assert.Throws<SocketException>(() => SendTo(Someone)).SocketErrorCode);
        Assert.Throws<ObjectDisposedException>(() => link.Update(probe.RouteXmit));
        Assert.Equal(before, KernelObjects.OpenFiles());
    });

    [Fact]
    public void A_program_sees_the_packets_that_are_sent_by_its_route() => OwnNetwork.Run(() =>
    {
        OwnNetwork.CreatePair("near", "far");
        using var probe = Routes.Load();
        using var link = probe.RouteOut.Attach(new LwtRoute(Somewhere, "near"));

        SendTo(Someone);

        Assert.Equal(1ul, Volatile.Read(ref probe.Bss.Value.Sent));
    });

    [Fact]
    public void A_route_that_is_there_is_an_error() => OwnNetwork.Run(() =>
    {
        OwnNetwork.CreatePair("near", "far");
        using var probe = Routes.Load();
        using var link = probe.RouteOut.Attach(new LwtRoute(Somewhere, "near"));
        var before = KernelObjects.OpenFilesAtRest();

        var exception = Assert.Throws<BpfException>(() => probe.RouteIn.Attach(new LwtRoute(Somewhere, "near")));

        Assert.Equal(("RTM_NEWROUTE", "EEXIST"), (exception.Command, exception.ErrnoName));
        Assert.Contains("program 'route_in' (LwtIn) on route 192.0.2.0/24 dev near", exception.Message);
        Assert.Equal(before, KernelObjects.OpenFiles());
    });

    [Fact]
    public void Routes_have_gateways_tables_and_metrics() => OwnNetwork.Run(() =>
    {
        OwnNetwork.CreatePair("near", "far");
        using var probe = Routes.Load();
        using var neighbours = probe.RouteOut.Attach(new LwtRoute(IPNetwork.Parse("198.51.100.0/24"), "near"));
        var route = new LwtRoute(Somewhere, "near") { Gateway = IPAddress.Parse("198.51.100.1"), Metric = 7 };
        using var main = probe.RouteXmit.Attach(route);
        using var other = probe.RouteXmit.Attach(route with { Metric = 8 });
        using var elsewhere = probe.RouteXmit.Attach(route with { Table = 1000 });
        using var six = probe.RouteXmit.Attach(new LwtRoute(IPNetwork.Parse("2001:db8::/32"), "near"));

        SendTo(Someone);

        Assert.Equal(1ul, Volatile.Read(ref probe.Bss.Value.Left));
        Assert.Throws<ArgumentException>(() => probe.RouteXmit.Attach(route with { Gateway = IPAddress.IPv6Loopback }));
    });

    [Fact]
    public void A_segment_has_a_program() => OwnNetwork.Run(() =>
    {
        OwnNetwork.CreatePair("near", "far");
        using var probe = Routes.Load();
        using var link = probe.Segment.Attach(new LwtRoute(IPNetwork.Parse("2001:db8::1/128"), "near"));

        var exception = Assert.Throws<BpfException>(() => probe.Segment.Attach(new LwtRoute(Somewhere, "near")));

        Assert.Equal("RTM_NEWROUTE", exception.Command);
    });

    [Fact]
    public void A_program_sees_the_packets_of_its_segment_on_their_way_to_the_next_one() => OwnNetwork.Run(() =>
    {
        var (here, next) = (IPAddress.Parse("2001:db8:1::1"), IPAddress.Parse("2001:db8:2::1"));
        OwnNetwork.CreatePair("near", "far");
        using var probe = Routes.Load();
        using var sender = PacketSocket.Open("near");
        using var link = probe.Segment.Attach(new LwtRoute(IPNetwork.Parse("2001:db8:1::1/128"), "near"));

        OwnNetwork.Send(sender, Segments(here, next));

        Poll.Until(() => Volatile.Read(ref probe.Bss.Value.Segments) == 1, "a packet of the segment");
        Assert.Equal(next.GetAddressBytes(), Enumerable.Range(0, 16).Select(i => probe.Bss.Value.NextSegment[i]));
    });

    [Fact]
    public void A_program_sees_and_drops_packets_at_a_hook_of_netfilter() => OwnNetwork.Run(() =>
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
    public void A_priority_of_netfilter_has_one_program() => OwnNetwork.Run(() =>
    {
        using var probe = Routes.Load();
        using var link = probe.Filter.Attach(NetfilterFamily.IPv6, NetfilterHook.LocalIn, 5);
        using var whole = probe.Filter.Attach(NetfilterFamily.IPv4, NetfilterHook.PreRouting, -1, defragment: true);

        var taken = Assert.Throws<BpfException>(() => probe.Filter.Attach(NetfilterFamily.IPv6, NetfilterHook.LocalIn, 5));
        var lowest = Assert.Throws<BpfException>(() => probe.Filter.Attach(NetfilterFamily.IPv4, NetfilterHook.LocalIn, int.MinValue));
        var family = Assert.Throws<BpfException>(() => probe.Filter.Attach((NetfilterFamily)7, NetfilterHook.LocalIn, 5));

        Assert.Contains("Another program has this priority", taken.Message);
        Assert.Contains("The lowest and the highest number are no priorities", lowest.Message);
        Assert.Contains("The kernel has no netfilter of this family", family.Message);
    });

    [Fact]
    public void A_flow_dissector_reads_headers_in_the_kernels_stead() => OwnNetwork.Run(() =>
    {
        using var probe = Routes.Load();
        using var watcher = PacketSocket.Open("lo");
        JoinFanOut(watcher);
        using var link = (KernelLink)probe.Dissect.Attach();
        Assert.Equal((LinkType.NetworkNamespace, AttachType.FlowDissector), (link.Type, link.Info.AttachType));

        SendTo(IPAddress.Loopback);
        Assert.True(Volatile.Read(ref probe.Bss.Value.Dissected) > 0);
        var second = Assert.Throws<BpfException>(() => probe.Dissect.Attach());

        Assert.Contains("There is one already: a namespace has one flow dissector", second.Message);
    });

    [Fact]
    public void A_flow_dissector_is_attached_without_a_link_where_there_are_none() => OwnNetwork.Run(() =>
    {
        using var probe = Routes.Load();
        using var watcher = PacketSocket.Open("lo");
        JoinFanOut(watcher);
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

    /// <summary>A packet of IPv6 to one segment of its route, whose header says the next, and the last, one (RFC 8754).</summary>
    private static byte[] Segments(IPAddress here, IPAddress next)
    {
        const byte RoutingHeader = 43;
        const byte SegmentRouting = 4;
        const byte NoNextHeader = 59;
        byte[] broadcast = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff];
        byte[] routing = [NoNextHeader, 4, SegmentRouting, 1, 1, 0, 0, 0, .. next.GetAddressBytes(), .. here.GetAddressBytes()];
        return
        [
            .. broadcast, 2, 0, 0, 0, 0, 1, 0x86, 0xdd,
            0x60, 0, 0, 0, 0, (byte)routing.Length, RoutingHeader, 64, .. IPAddress.Parse("2001:db8::9").GetAddressBytes(), .. here.GetAddressBytes(),
            .. routing,
        ];
    }

    /// <summary>Packets are given to the sockets of a fan-out by the flow that they belong to (<c>PACKET_FANOUT_HASH</c>).</summary>
    private static unsafe void JoinFanOut(PacketSocket socket)
    {
        const int PacketLevel = 263;
        const int FanOut = 18;
        var group = 1;
        Assert.Equal(0, Libc.SetSocketOption((int)socket.Handle.DangerousGetHandle(), PacketLevel, FanOut, &group, sizeof(int)));
    }
}
