using System;
using System.Collections.Generic;
using System.IO;
using System.Net.Sockets;
using BpfGen.Kernel.Tests.Support;

namespace BpfGen.Kernel.Tests.Cases;

/// <summary>Programs on cgroups, attached by links and by the older BPF_PROG_ATTACH.</summary>
internal static class CgroupCases
{
    /// <summary>
    /// The error on a kernel that does not support preorder. Later releases of the long-term kernel Linux 6.12 support preorder, too.
    /// </summary>
    private const string NoPreorder =
        "is too old for programs that run before the programs of descendant cgroups (Preorder), which came with Linux 6.15.";

    public static IEnumerable<Case> All =>
    [
        new("cgroup hooks", Hooks),
        new("cgroup by BPF_PROG_ATTACH", WithoutLinks),
        new("cgroup, exclusive", Exclusive),
        new("cgroup, preorder", Preordered) { Need = Need.Linux(6, 12), Refusal = Preordered, RefusedWith = NoPreorder },
        new("cgroup, preorder by BPF_PROG_ATTACH", PreorderedWithoutLinks)
        {
            Need = Need.Linux(6, 12), Refusal = PreorderedWithoutLinks, RefusedWith = NoPreorder,
        },
        new("sockops, sk_msg and sk_skb", SocketMaps),
        new("sk_msg, by a link only", MessageByLink)
        {
            Need = Need.Linux(6, 10),
            Refusal = MessageByLink,
            RefusedWith = "too old for links of attach type SkMsgVerdict, which came with Linux 6.10",
        },
    ];

    private static void Hooks()
    {
        using var cgroups = Load();
        using var egress = cgroups.OnEgress.Attach(OwnCgroup.Path);
        using var create = cgroups.OnCreate.Attach(OwnCgroup.Path);
        using var sysctl = cgroups.OnSysctl.Attach(OwnCgroup.Path);
        using var device = cgroups.OnDevice.Attach(OwnCgroup.Path);
        using var option = cgroups.OnSetOption.Attach(OwnCgroup.Path);
        using var release = cgroups.OnRelease.Attach(OwnCgroup.Path);
        Check.That(egress is KernelLink, "the link is a KernelLink");

        Trigger.Send();
        File.ReadAllText("/proc/sys/net/ipv4/ip_default_ttl");
        File.OpenHandle("/dev/ptmx").Dispose();
        using (var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp))
        {
            const int socketLevel = 1;
            const int priority = 12;
            socket.SetRawSocketOption(socketLevel, priority, BitConverter.GetBytes(3));
        }

        var calls = cgroups.Bss.Value.Calls;
        Check.That(
            calls is { Egress: > 0, SockCreate: > 0, Sysctl: > 0, Device: > 0, Setsockopt: > 0, SockRelease: > 0 },
            "the kernel calls every hook");
    }

    private static void WithoutLinks()
    {
        using var cgroups = Load();
        using (cgroups.OnEgress.Attach(OwnCgroup.Path, new() { Mode = CgroupAttachMode.Multi }))
        {
            Trigger.Send();
            Check.That(cgroups.Bss.Value.Calls.Egress > 0, "the program sees a packet");
        }

        Check.Same(
            0, CgroupProgram.Query(OwnCgroup.Path, AttachType.CgroupInetEgress).ProgramIds.Count, "programs that are still attached");
    }

    private static void Exclusive()
    {
        using var cgroups = Load();
        using var first = cgroups.First.Attach(OwnCgroup.Path, new() { Mode = CgroupAttachMode.Exclusive });
        Check.Says(
            "A program that is attached here or to a parent cgroup may forbid other programs.",
            Check.Refused(() => cgroups.Second.Attach(OwnCgroup.Path)));
    }

    private static void Preordered() => InOrder(CgroupAttachMode.Link);

    private static void PreorderedWithoutLinks() => InOrder(CgroupAttachMode.Multi);

    private static void InOrder(CgroupAttachMode mode)
    {
        using var cgroups = Load();
        using var below = cgroups.Second.Attach(OwnCgroup.Path, new() { Mode = mode });
        using var above = cgroups.First.Attach("/sys/fs/cgroup", new() { Mode = mode, Preorder = true });
        cgroups.Bss.Value.Order = 0;
        new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp).Dispose();
        Check.Same(12ul, cgroups.Bss.Value.Order, "the order in which the programs run");
    }

    private static void MessageByLink()
    {
        using var sockets = Sockets.Load();
        using var link = sockets.Message.Attach(sockets.Connections, linkOnly: true);
        Check.That(link is KernelLink, "the link is a KernelLink");
    }

    private static void SocketMaps()
    {
        using var sockets = Sockets.Load();
        using var follow = sockets.Follow.Attach(OwnCgroup.Path);
        using (var pair = new SocketPair())
        using (sockets.Message.Attach(sockets.Connections))
        {
            Check.Soon(() => sockets.Bss.Value.Established == 2, "the program sees both ends");
            sockets.Connections.Set(0, pair.Client);
            pair.Client.Send("hello"u8);
            Check.Same("hello", SocketPair.Receive(pair.Server), "the text that arrives");
            Check.Same(1ul, sockets.Bss.Value.Sent, "messages that the program sees");
            sockets.Connections.Remove(0);
        }

        using (var pair = new SocketPair())
        using (sockets.Parse.Attach(sockets.Connections))
        using (sockets.Echo.Attach(sockets.Connections))
        {
            sockets.Connections.Set(0, pair.Server);
            pair.Client.Send("echo"u8);
            Check.Same("echo", SocketPair.Receive(pair.Client), "the text that comes back");
        }
    }

    private static Cgroups Load() => Cgroups.Load(new() { Programs = { OnConnectUnix = { AutoLoad = Need.Linux(6, 7).IsMet() } } });
}
