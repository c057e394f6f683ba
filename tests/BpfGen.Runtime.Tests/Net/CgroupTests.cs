using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using BpfGen.Runtime.Tests.Support;
using Xunit;

namespace BpfGen.Runtime.Tests.Net;

/// <summary>Programs that are attached to a cgroup that contains this process.</summary>
[Collection(KernelTests.Name)]
public sealed class CgroupTests
{
    private const int SocketLevel = 1;
    private const int Priority = 12;

    /// <summary>For each hook: its program, an action that makes the program run, and the counter of its runs.</summary>
    private static readonly Dictionary<string, (Func<Cgroups, CgroupProgram> Program, Action Trigger, Func<Cgroups, ulong> Count)> Hooks =
        new()
        {
            ["cgroup_skb/ingress"] = (probe => probe.OnIngress, SendDatagram, probe => probe.Bss.Value.Calls.Ingress),
            ["cgroup_skb/egress"] = (probe => probe.OnEgress, SendDatagram, probe => probe.Bss.Value.Calls.Egress),
            ["cgroup/sock_create"] = (probe => probe.OnCreate, SendDatagram, probe => probe.Bss.Value.Calls.SockCreate),
            ["cgroup/sock_release"] = (probe => probe.OnRelease, SendDatagram, probe => probe.Bss.Value.Calls.SockRelease),
            ["cgroup/bind4"] = (probe => probe.OnBind, SendDatagram, probe => probe.Bss.Value.Calls.Bind4),
            ["cgroup/post_bind4"] = (probe => probe.OnPostBind, SendDatagram, probe => probe.Bss.Value.Calls.PostBind4),
            ["cgroup/sendmsg4"] = (probe => probe.OnSend, SendDatagram, probe => probe.Bss.Value.Calls.Sendmsg4),
            ["cgroup/recvmsg4"] = (probe => probe.OnReceive, ReceiveDatagram, probe => probe.Bss.Value.Calls.Recvmsg4),
            ["cgroup/connect4"] = (probe => probe.OnConnect, () => Connect(IPAddress.Loopback), probe => probe.Bss.Value.Calls.Connect4),
            ["cgroup/connect6"] = (
                probe => probe.OnConnect6, () => Connect(IPAddress.IPv6Loopback), probe => probe.Bss.Value.Calls.Connect6),
            ["cgroup/connect_unix"] = (probe => probe.OnConnectUnix, ConnectUnix, probe => probe.Bss.Value.Calls.ConnectUnix),
            ["cgroup/getpeername4"] = (
                probe => probe.OnPeerName, () => Connect(IPAddress.Loopback), probe => probe.Bss.Value.Calls.Getpeername4),
            ["cgroup/getsockname4"] = (probe => probe.OnOwnName, SendDatagram, probe => probe.Bss.Value.Calls.Getsockname4),
            ["cgroup/setsockopt"] = (probe => probe.OnSetOption, UseOptions, probe => probe.Bss.Value.Calls.Setsockopt),
            ["cgroup/getsockopt"] = (probe => probe.OnGetOption, UseOptions, probe => probe.Bss.Value.Calls.Getsockopt),
            ["cgroup/sysctl"] = (probe => probe.OnSysctl, ReadSysctl, probe => probe.Bss.Value.Calls.Sysctl),
            ["cgroup/dev"] = (probe => probe.OnDevice, OpenDevice, probe => probe.Bss.Value.Calls.Device),
        };

    public static TheoryData<string> HookNames => [.. Hooks.Keys];

    [Theory]
    [MemberData(nameof(HookNames))]
    public void A_cgroup_program_runs_at_its_hook_until_its_link_is_disposed(string hook)
    {
        using var cgroup = new OwnCgroup();
        using var probe = Cgroups.Load();
        var (program, trigger, count) = Hooks[hook];
        Assert.Equal(hook, program(probe).Section);

        using (var link = program(probe).Attach(cgroup.Path))
        {
            Assert.Equal(LinkType.Cgroup, Assert.IsType<KernelLink>(link).Type);
            trigger();
            Poll.Until(() => count(probe) > 0, "the program to run");
        }

        var before = count(probe);
        trigger();
        Assert.Equal(before, count(probe));
    }

    [Fact]
    public void These_tests_cover_every_program_of_the_probe_object()
    {
        Kernel.NetworkRequired();
        using var probe = Cgroups.Load();
        var programs = typeof(Cgroups).GetProperties().Select(property => property.GetValue(probe)).OfType<CgroupProgram>();

        Assert.Equal(
            programs.Select(program => program.Section).Where(section => section != "cgroup/skb").Distinct().Order(StringComparer.Ordinal),
            Hooks.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_program_rejects_the_creation_of_a_socket()
    {
        using var cgroup = new OwnCgroup();
        using var probe = Cgroups.Load();
        probe.Bss.Value.RefusedProtocol = (uint)ProtocolType.Icmp;
        using (probe.OnCreate.Attach(cgroup.Path))
        {
            Assert.Throws<SocketException>(() => new Socket(AddressFamily.InterNetwork, SocketType.Raw, ProtocolType.Icmp));
        }

        new Socket(AddressFamily.InterNetwork, SocketType.Raw, ProtocolType.Icmp).Dispose();
    }

    [Fact]
    public void A_program_redirects_a_connection_to_another_port()
    {
        using var cgroup = new OwnCgroup();
        using var probe = Cgroups.Load();
        using var listener = Listen(IPAddress.Loopback);
        const ushort NobodyListens = 1;
        probe.Bss.Value.FromPort = (ushort)IPAddress.HostToNetworkOrder((short)NobodyListens);
        probe.Bss.Value.ToPort = (ushort)IPAddress.HostToNetworkOrder((short)((IPEndPoint)listener.LocalEndPoint!).Port);
        using var link = probe.OnConnect.Attach(cgroup.Path);
        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

        client.Connect(IPAddress.Loopback, NobodyListens);

        using var accepted = listener.Accept();
        Assert.Equal(client.LocalEndPoint, accepted.RemoteEndPoint);
    }

    [Fact]
    public void A_program_rejects_a_socket_option()
    {
        using var cgroup = new OwnCgroup();
        using var probe = Cgroups.Load();
        probe.Bss.Value.RefusedOption = Priority;
        using var link = probe.OnSetOption.Attach(cgroup.Path);

        Assert.Throws<SocketException>(UseOptions);
    }

    [Fact]
    public void A_program_rejects_a_write_to_a_sysctl()
    {
        using var cgroup = new OwnCgroup();
        using var probe = Cgroups.Load();
        var file = "/proc/sys/net/ipv4/ip_default_ttl";
        var value = File.ReadAllText(file);
        probe.Bss.Value.RefuseSysctl = 1;
        using var link = probe.OnSysctl.Attach(cgroup.Path);

        Assert.ThrowsAny<Exception>(() => File.WriteAllText(file, value));
        Assert.Equal(value, File.ReadAllText(file));
    }

    [Fact]
    public void A_program_rejects_access_to_a_device()
    {
        using var cgroup = new OwnCgroup();
        using var probe = Cgroups.Load();
        const int Terminals = 5;
        probe.Bss.Value.RefusedMajor = Terminals;
        using var link = probe.OnDevice.Attach(cgroup.Path);

        Assert.Throws<UnauthorizedAccessException>(OpenDevice);
    }

    [Fact]
    public void Attach_requires_a_hook_for_a_cgroup_skb_program_whose_section_has_no_direction()
    {
        using var cgroup = new OwnCgroup();
        using var probe = Cgroups.Load();

        var exception = Assert.Throws<InvalidOperationException>(() => probe.OnEither.Attach(cgroup.Path));
        using var link = probe.OnEither.Attach(cgroup.Path, new() { Hook = AttachType.CgroupInetEgress });
        SendDatagram();

        Assert.Contains("as in 'cgroup_skb/ingress' or 'cgroup_skb/egress', or pass it to Attach.", exception.Message);
        Assert.Equal(AttachType.CgroupInetEgress, ((KernelLink)link).Info.AttachType);
        Assert.True(probe.Bss.Value.Calls.Either > 0);
    }

    [Fact]
    public void Cgroup_programs_run_in_the_order_of_their_anchors()
    {
        using var cgroup = new OwnCgroup();
        using var probe = Cgroups.Load();
        using var first = (KernelLink)probe.First.Attach(cgroup.Path);
        using var second = probe.Second.Attach(cgroup.Path, new() { Anchor = LinkAnchor.Before(first) });

        CreateSocket();

        Assert.Equal(21ul, probe.Bss.Value.Order);
        Assert.Equal([probe.Second.Id, probe.First.Id], CgroupProgram.Query(cgroup.Path, AttachType.CgroupInetSockCreate).ProgramIds);
    }

    [Fact]
    public void CgroupAttachMode_Multi_attaches_several_programs_without_links()
    {
        using var cgroup = new OwnCgroup();
        using var probe = Cgroups.Load();
        var multi = new CgroupAttachOptions { Mode = CgroupAttachMode.Multi };
        var before = KernelObjects.OpenFilesAtRest();
        using (var folder = File.OpenHandle("/dev/null"))
        {
            Assert.Throws<BpfException>(() => probe.First.Attach(folder, multi));
        }

        var first = Assert.IsType<ProgramAttachLink>(probe.First.Attach(cgroup.Path, multi));
        var second = Assert.IsType<ProgramAttachLink>(probe.Second.Attach(cgroup.Path, multi));
        Assert.Equal([probe.First.Id, probe.Second.Id], Attached(cgroup));
        first.Update(probe.OnCreate);
        Assert.Equal([probe.OnCreate.Id, probe.Second.Id], Attached(cgroup));
        first.Dispose();
        first.Dispose();
        Assert.Equal([probe.Second.Id], Attached(cgroup));
        using (var third = probe.First.Attach(cgroup.Path, multi with { Replaces = probe.Second }))
        {
            second.Dispose();
            Assert.Equal([probe.First.Id], Attached(cgroup));
        }

        Assert.Empty(Attached(cgroup));
        Assert.Throws<ObjectDisposedException>(() => first.Update(probe.First));
        Assert.Equal(before, KernelObjects.OpenFiles());
    }

    [Fact]
    public void An_overridable_program_does_not_run_if_a_child_cgroup_has_its_own_program()
    {
        using var cgroup = new OwnCgroup();
        using var child = cgroup.CreateChild();
        using var probe = Cgroups.Load();
        var mode = new CgroupAttachOptions { Mode = CgroupAttachMode.Override };
        using var above = Assert.IsType<ProgramAttachLink>(probe.First.Attach(cgroup.Path, mode));
        CreateSocket();
        Assert.Equal(1ul, probe.Bss.Value.Order);

        using (probe.Second.Attach(child.Path, mode))
        {
            CreateSocket();
            Assert.Equal(12ul, probe.Bss.Value.Order);
        }

        CreateSocket();
        Assert.Equal(121ul, probe.Bss.Value.Order);
    }

    [Fact]
    public void An_overridable_program_is_replaced_by_the_next_program_in_the_same_cgroup()
    {
        using var cgroup = new OwnCgroup();
        using var probe = Cgroups.Load();
        var mode = new CgroupAttachOptions { Mode = CgroupAttachMode.Override };
        using var first = probe.First.Attach(cgroup.Path, mode);
        using var second = probe.Second.Attach(cgroup.Path, mode);

        CreateSocket();

        Assert.Equal(2ul, probe.Bss.Value.Order);
        Assert.Equal([probe.Second.Id], Attached(cgroup));
        first.Dispose();
        Assert.Equal([probe.Second.Id], Attached(cgroup));
    }

    [Theory]
    [InlineData(CgroupAttachMode.Link)]
    [InlineData(CgroupAttachMode.Multi)]
    public void A_preorder_program_runs_before_the_programs_of_child_cgroups(CgroupAttachMode mode)
    {
        using var cgroup = new OwnCgroup();
        using var child = cgroup.CreateChild();
        using var probe = Cgroups.Load();
        using var second = probe.Second.Attach(child.Path, new() { Mode = mode });
        using (probe.First.Attach(cgroup.Path, new() { Mode = mode }))
        {
            CreateSocket();
        }

        Assert.Equal(21ul, probe.Bss.Value.Order);
        probe.Bss.Value.Order = 0;
        using (probe.First.Attach(cgroup.Path, new() { Mode = mode, Preorder = true }))
        {
            CreateSocket();
        }

        Assert.Equal(12ul, probe.Bss.Value.Order);
    }

    [Fact]
    public void A_program_attached_in_exclusive_mode_blocks_further_attachments()
    {
        using var cgroup = new OwnCgroup();
        using var probe = Cgroups.Load();
        using var first = probe.First.Attach(cgroup.Path, new() { Mode = CgroupAttachMode.Exclusive });

        var exception = Assert.Throws<BpfException>(() => probe.Second.Attach(cgroup.Path));

        Assert.Equal("EPERM", exception.ErrnoName);
        Assert.Contains("A program that is attached here or to a parent cgroup may forbid other programs.", exception.Message);
    }

    [Fact]
    public void Attach_throws_for_a_path_that_is_no_cgroup()
    {
        Kernel.NetworkRequired();
        using var probe = Cgroups.Load();

        var missing = Assert.Throws<BpfException>(() => probe.First.Attach("/sys/fs/cgroup/nowhere"));
        var other = Assert.Throws<BpfException>(() => probe.First.Attach("/tmp"));

        Assert.Contains("The cgroup /sys/fs/cgroup/nowhere does not exist.", missing.Message);
        Assert.Equal("EBADF", other.ErrnoName);
        Assert.Contains("Cgroups must be of version 2.", other.Message);
    }

    private static IReadOnlyList<uint> Attached(OwnCgroup cgroup) =>
        CgroupProgram.Query(cgroup.Path, AttachType.CgroupInetSockCreate).ProgramIds;

    private static void CreateSocket() => new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp).Dispose();

    private static void SendDatagram()
    {
        using var traffic = new Loopback();
        traffic.Send();
    }

    private static void ReceiveDatagram()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = 5000 };
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        socket.SendTo("x"u8, socket.LocalEndPoint!);
        EndPoint from = new IPEndPoint(IPAddress.Any, 0);
        Assert.Equal(1, socket.ReceiveFrom(new byte[8], ref from));
    }

    private static Socket Listen(IPAddress address)
    {
        var listener = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(address, 0));
        listener.Listen();
        return listener;
    }

    private static void Connect(IPAddress address)
    {
        using var listener = Listen(address);
        using var client = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        client.Connect(listener.LocalEndPoint!);
        Assert.Equal(listener.LocalEndPoint, client.RemoteEndPoint);
    }

    private static void ConnectUnix()
    {
        var folder = Directory.CreateTempSubdirectory("bpfgen-unix");
        var place = new UnixDomainSocketEndPoint(folder.FullName + "/socket");
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(place);
        listener.Listen();
        using var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        client.Connect(place);
        folder.Delete(recursive: true);
    }

    private static void UseOptions()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.SetRawSocketOption(SocketLevel, Priority, BitConverter.GetBytes(3));
        var value = new byte[4];
        Assert.Equal(4, socket.GetRawSocketOption(SocketLevel, Priority, value));
        Assert.Equal(3, BitConverter.ToInt32(value));
    }

    private static void ReadSysctl() => File.ReadAllText("/proc/sys/net/ipv4/ip_default_ttl");

    private static void OpenDevice() => File.OpenHandle("/dev/ptmx").Dispose();
}
