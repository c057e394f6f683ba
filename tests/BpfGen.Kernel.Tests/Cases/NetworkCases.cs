using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using BpfGen.Kernel.Tests.Support;

namespace BpfGen.Kernel.Tests.Cases;

/// <summary>Network programs, attached by links and by the older methods.</summary>
internal static class NetworkCases
{
    public static IEnumerable<Case> All =>
    [
        new("xdp", ByXdp),
        new("xdp by netlink", XdpByNetlink),
        new("xdp, native", XdpNative),
        new("xdp.frags", XdpFragments) { Need = Need.Linux(5, 18), Refusal = XdpFragments, RefusedWith = "which came with Linux 5.18" },
        new("xdp.frags, a packet in several buffers", XdpBuffers)
        {
            Need = Need.Linux(5, 18), Refusal = XdpBuffers, RefusedWith = "which came with Linux 5.18",
        },
        new("update a link", Updated),
        new("detach a link", Detached),
        new("tc, tcx or clsact", TcNewest),
        new("tc by clsact", TcFilter),
        new("tcx, in order", TcxInOrder) { Need = Need.Linux(6, 6), Refusal = TcxInOrder, RefusedWith = "which came with Linux 6.6" },
        new("netkit", ByNetkit) { Need = Need.Linux(6, 7), Refusal = NetkitOnLoopback, RefusedWith = "which came with Linux 6.7" },
        new("netkit, peer", NetkitPeer)
        {
            Need = Need.Linux(6, 7),
            Refusal = NetkitPeerOnLoopback,
            RefusedWith = "which came with Linux 6.7",
        },
        new("netkit, update", NetkitUpdated)
        {
            Need = Need.Linux(6, 7),
            Refusal = NetkitOnLoopback,
            RefusedWith = "which came with Linux 6.7",
        },
        new("lwt_xmit", Route),
        new("flow_dissector", Dissector),
        new("netfilter", Netfilter) { Need = Need.Linux(6, 4), Refusal = Netfilter, RefusedWith = "which came with Linux 6.4" },
        new("sk_lookup", SkLookup),
        new("sk_reuseport", ReusePort),
        new("sk_reuseport/migrate", Migrate)
        {
            Need = Need.Linux(5, 14),
            Refusal = Migrate,
            RefusedWith = "invalid bpf_context access off=48",
        },
    ];

    private static Xdp LoadXdp() => Xdp.Load(new() { Programs = { CountFragments = { AutoLoad = false } } });

    private static void ByXdp()
    {
        using var xdp = LoadXdp();
        using (var link = xdp.Count.Attach("lo"))
        {
            Check.That(link is KernelLink, "the link is a KernelLink");
            Trigger.Send();
            Check.Soon(() => xdp.Bss.Value.Passed > 0, "a packet passes");
            Check.Same(xdp.Count.Id, XdpProgram.Query("lo").GenericProgramId, "the program on the interface");
        }

        Check.That(!XdpProgram.Query("lo").IsAttached, "the interface has no program");
    }

    private static void XdpByNetlink()
    {
        using var xdp = LoadXdp();
        using (var link = xdp.Count.AttachNetlink("lo"))
        {
            Trigger.Send();
            Check.Soon(() => xdp.Bss.Value.Passed > 0, "a packet passes");
            link.Update(xdp.Drop);
            Trigger.Send();
            Check.Soon(() => xdp.Bss.Value.Dropped > 0, "the program drops a packet");
        }

        Check.That(!XdpProgram.Query("lo").IsAttached, "the interface has no program");
    }

    private static void XdpNative()
    {
        DevicePair.Create("veth", "near", "far");
        using var xdp = LoadXdp();
        using var link = xdp.Count.Attach("far", XdpMode.Native);
        using var sender = PacketSocket.Open("near");
        DevicePair.SendFrame(sender);
        Check.Soon(() => xdp.Bss.Value.Passed > 0, "a packet passes");
        Check.Same(xdp.Count.Id, XdpProgram.Query("far").NativeProgramId, "the program on the interface");
    }

    private static void XdpFragments()
    {
        using var xdp = Xdp.Load();
        using var link = xdp.CountFragments.Attach("lo");
        Trigger.Send();
        Check.Soon(() => xdp.Bss.Value.Passed > 0, "a packet passes");
    }

    private static void XdpBuffers()
    {
        using var xdp = Xdp.Load(new() { Programs = { CountFragments = { AutoLoad = false }, Measure = { AutoLoad = true } } });
        var page = (uint)Environment.SystemPageSize;
        var packet = new byte[3 * page];
        packet[^1] = 0x5a;
        xdp.Measure.TestRun(packet);
        Check.Same(
            ((ulong)packet.Length, (byte)0x5a), (xdp.Bss.Value.Longest, xdp.Bss.Value.LastByte), "the packet's length and last byte");
        var first = xdp.Bss.Value.FirstBuffer;
        Check.That(first > 0 && first < page, "the first buffer holds only a part of the packet");
    }

    private static void Updated()
    {
        using var xdp = LoadXdp();
        using var link = (KernelLink)xdp.Count.Attach("lo");
        Check.Says("The attached program is not 'drop'.", Check.Refused(() => link.Update(xdp.Count, expected: xdp.Drop)));
        link.Update(xdp.Drop, expected: xdp.Count);
        Trigger.Send();
        Check.Soon(() => xdp.Bss.Value.Dropped > 0, "the program drops a packet");
        Check.Same(0ul, xdp.Bss.Value.Passed, "packets that passed");
    }

    private static void Detached()
    {
        using var xdp = LoadXdp();
        using var link = (KernelLink)xdp.Count.Attach("lo");
        link.Detach();
        Check.That(!XdpProgram.Query("lo").IsAttached, "the interface has no program, although the link still exists");
    }

    private static void TcNewest()
    {
        using var tc = Tc.Load();
        using (var ingress = tc.Ingress.Attach("lo"))
        using (tc.Egress.Attach("lo"))
        {
            Check.Same(Need.Linux(6, 6).IsMet(), ingress is KernelLink, "whether the link is a KernelLink");
            Trigger.Send();
            Check.Soon(() => tc.Bss.Value is { Arrived: > 0, Left: > 0 }, "a packet leaves and arrives");
        }

        Check.Same(0, TcProgram.QueryFilters("lo", TcDirection.Ingress).Count, "remaining filters");
    }

    private static void TcFilter()
    {
        using var tc = Tc.Load();
        using var link = tc.Ingress.AttachFilter("lo", TcDirection.Ingress, new() { Priority = 3, Handle = 4 });
        Trigger.Send();
        Check.Soon(() => tc.Bss.Value.Arrived > 0, "a packet arrives");
        Check.Same(tc.Ingress.Id, TcProgram.QueryFilters("lo", TcDirection.Ingress)[0].ProgramId, "the program of the filter");
        link.Update(tc.Egress);
        Trigger.Send();
        Check.Soon(() => tc.Bss.Value.Left > 0, "the new program sees a packet");
    }

    private static void TcxInOrder()
    {
        using var tc = Tc.Load();
        using var second = tc.Second.AttachTcx("lo", TcDirection.Ingress);
        using var first = tc.First.AttachTcx("lo", TcDirection.Ingress, LinkAnchor.Before(second));
        Trigger.Send();
        Check.Soon(() => tc.Bss.Value.Order == 12, "the programs run in order");
    }

    private static void ByNetkit()
    {
        const string primary = "nk0";
        DevicePair.Create("netkit", primary, "nk1");
        DevicePair.SetAddress(primary, [10, 9, 0, 1]);
        using var tc = Tc.Load();
        using var link = (KernelLink)tc.Primary.Attach(primary);
        Trigger.SendTo("10.9.0.2");
        Check.Soon(() => tc.Bss.Value.ByNetkit > 0, "the program sees a packet");
        using var peer = tc.First.AttachNetkit(primary, NetkitEnd.Peer);
        Check.Same(
            (LinkType.Netkit, AttachType.NetkitPeer), (link.Type, peer.Info.AttachType),
            "the type of the first link, and the hook of the second one");
        var attached = TcProgram.QueryNetkit(primary, NetkitEnd.Peer);
        Check.Same(
            (tc.First.Id, peer.Id), (attached.ProgramIds.Single(), attached.LinkIds.Single()), "the program and the link at the peer");
        Check.Says("lo", Check.Refused(() => tc.Primary.Attach("lo")));
        Check.Says("ENXIO", Check.Refused(() => TcProgram.QueryNetkit("lo", NetkitEnd.Peer)));
    }

    /// <summary>The link names the primary device, but the program runs for the packets that the peer device sends.</summary>
    private static void NetkitPeer()
    {
        const string primary = "nk4";
        const string peer = "nk5";
        DevicePair.Create("netkit", primary, peer);
        DevicePair.SetAddress(primary, [10, 11, 0, 1]);
        DevicePair.SetAddress(peer, [10, 12, 0, 1]);
        using var tc = Tc.Load();
        using (var link = (KernelLink)tc.Peer.Attach(primary))
        using (tc.Primary.Attach(primary))
        {
            Check.Same((LinkType.Netkit, AttachType.NetkitPeer), (link.Type, link.Info.AttachType), "the link's type and hook");
            var before = tc.Bss.Value.ByNetkit;
            tc.Bss.Value.ByNetkitPeer = 0;
            Trigger.SendTo("10.12.0.2");
            Check.Soon(() => tc.Bss.Value.ByNetkitPeer > 0, "the program sees a packet");
            Check.Same(before, tc.Bss.Value.ByNetkit, "packets of the primary device, which the peer's traffic must not change");
        }

        tc.Bss.Value.ByNetkitPeer = 0;
        Trigger.SendTo("10.12.0.2");
        Check.Same(0ul, tc.Bss.Value.ByNetkitPeer, "packets that the program sees after detaching");
        Check.Says("Programs for either end are attached to the primary device.", Check.Refused(() => tc.Peer.Attach(peer)));
    }

    private static void NetkitPeerOnLoopback()
    {
        using var tc = Tc.Load();
        using var link = tc.Peer.Attach("lo");
    }

    private static void NetkitUpdated()
    {
        const string primary = "nk2";
        DevicePair.Create("netkit", primary, "nk3");
        DevicePair.SetAddress(primary, [10, 10, 0, 1]);
        using var tc = Tc.Load();
        using var link = tc.First.AttachNetkit(primary, NetkitEnd.Primary);
        link.Update(tc.Second, expected: tc.First);
        tc.Bss.Value.Order = 0;
        Trigger.SendTo("10.10.0.2");
        Check.Soon(() => tc.Bss.Value.Order != 0, "the program sees a packet");
        Check.That(!$"{tc.Bss.Value.Order}".Contains('1'), "the first program sees no packet");
        link.Detach();
        tc.Bss.Value.Order = 0;
        Trigger.SendTo("10.10.0.2");
        Check.Same(0ul, tc.Bss.Value.Order, "packets that the programs see after detaching");
    }

    private static void NetkitOnLoopback()
    {
        using var tc = Tc.Load();
        using var link = tc.Primary.Attach("lo");
    }

    private static void Route()
    {
        using var routes = LoadRoutes();
        using (routes.RouteXmit.Attach(new LwtRoute(IPNetwork.Parse("192.0.2.0/24"), "lo")))
        {
            Trigger.SendTo("192.0.2.1");
            Check.That(routes.Bss.Value.Left > 0, "the program of the route sees a packet");
        }
    }

    /// <summary>With receive packet steering (rps_cpus), the kernel dissects the flow of each packet to choose a CPU.</summary>
    private static void Dissector()
    {
        const string receivers = "/sys/class/net/lo/queues/rx-0/rps_cpus";
        using var routes = LoadRoutes();
        using (routes.Dissect.Attach())
        {
            File.WriteAllText(receivers, "1");
            Trigger.Send();
            File.WriteAllText(receivers, "0");
            Check.That(routes.Bss.Value.Dissected > 0, "the program dissects a packet");
        }
    }

    private static Routes LoadRoutes() => Routes.Load(new() { Programs = { Filter = { AutoLoad = false } } });

    private static void Netfilter()
    {
        using var routes = Routes.Load();
        using var link = routes.Filter.Attach(NetfilterFamily.IPv4, NetfilterHook.LocalOut);
        Trigger.Send();
        Check.That(routes.Bss.Value.Filtered > 0, "the program sees a packet");
    }

    private static void SkLookup()
    {
        using var sockets = Sockets.Load();
        using var listener = SocketPair.Listen();
        sockets.Listener.Set(0, listener);
        sockets.Bss.Value.RedirectedPort = 7777;
        using var link = sockets.Dispatch.Attach();
        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        client.Connect(IPAddress.Loopback, 7777);
        Check.That(sockets.Bss.Value.LookedUp > 0, "the program sees a lookup");
    }

    private static void ReusePort()
    {
        using var sockets = Sockets.Load();
        using var first = Share(0);
        using var second = Share(((IPEndPoint)first.LocalEndPoint!).Port);
        sockets.Group.Set(0, first);
        sockets.Group.Set(1, second);
        sockets.Bss.Value.Chosen = 1;
        using var link = sockets.Choose.Attach(first);
        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        client.SendTo("x"u8, first.LocalEndPoint!);
        Check.Same("x", SocketPair.Receive(second), "the text that the chosen socket receives");
    }

    /// <summary>When a listening socket is closed, its connections that were not yet accepted move to another socket.</summary>
    private static void Migrate()
    {
        using var sockets = Sockets.Load(new() { Programs = { Migrate = { AutoLoad = true } } });
        using var first = Share(0, SocketType.Stream, ProtocolType.Tcp);
        first.Listen();
        using var second = Share(((IPEndPoint)first.LocalEndPoint!).Port, SocketType.Stream, ProtocolType.Tcp);
        second.Listen();
        sockets.Group.Set(0, first);
        sockets.Group.Set(1, second);
        using var link = sockets.Migrate.Attach(second);
        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        client.Connect(second.LocalEndPoint!);
        sockets.Bss.Value.Chosen = 1;
        first.Dispose();
        Check.That(second.Poll(TimeSpan.FromSeconds(20), SelectMode.SelectRead), "the other socket receives the connection");
        using var server = second.Accept();
        client.Send("moved"u8);
        Check.Same("moved", SocketPair.Receive(server), "the text that arrives");
        Check.Same((1ul, 1ul), (sockets.Bss.Value.Selected, sockets.Bss.Value.Migrated), "selected and migrated connections");
    }

    private static Socket Share(int port, SocketType type = SocketType.Dgram, ProtocolType protocol = ProtocolType.Udp)
    {
        const int socketLevel = 1;
        const int reusePort = 15;
        var socket = new Socket(AddressFamily.InterNetwork, type, protocol);
        socket.SetRawSocketOption(socketLevel, reusePort, BitConverter.GetBytes(1));
        socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
        return socket;
    }
}
