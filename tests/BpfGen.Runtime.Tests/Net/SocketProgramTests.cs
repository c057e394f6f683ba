using System;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using BpfGen.Runtime.Tests.Support;
using Xunit;

namespace BpfGen.Runtime.Tests.Net;

/// <summary>Socket programs: sockops, sk_msg, sk_skb, sk_lookup and sk_reuseport.</summary>
[Collection(KernelTests.Name)]
public sealed class SocketProgramTests
{
    private const int SocketLevel = 1;
    private const int ReusePort = 15;

    [Fact]
    public void A_sockops_program_runs_when_a_connection_is_established()
    {
        using var cgroup = new OwnCgroup();
        using var probe = Sockets.Load();
        using var link = probe.Follow.Attach(cgroup.Path);
        using var connection = new Connection();

        // The program runs once for each end of the connection.
        Poll.Until(() => Volatile.Read(ref probe.Bss.Value.Established) == 2, "a connection to be seen from both ends");
    }

    [Fact]
    public void An_sk_msg_program_runs_for_messages_of_the_sockets_in_its_map() => OwnNetwork.Run(() =>
    {
        using var probe = Sockets.Load();
        using var connection = new Connection();
        using (var link = probe.Message.Attach(probe.Connections))
        {
            Assert.Equal(LinkType.SocketMap, Assert.IsType<KernelLink>(link).Type);
            probe.Connections.Set(0, connection.Client);
            AssertMessageIsSeen(probe, connection);
            Assert.True(probe.Connections.Remove(0));
        }

        Assert.False(probe.Connections.Remove(0));
    });

    [Fact]
    public void An_sk_msg_program_can_be_attached_without_a_link() => OwnNetwork.Run(() =>
    {
        using var probe = Sockets.Load();
        using var connection = new Connection();
        using var link = ProgramAttachLink.Create(probe.Message, probe.Connections.Handle, AttachType.SkMsgVerdict, "a map");
        probe.Connections.Set(0, connection.Client);

        AssertMessageIsSeen(probe, connection);
    });

    [Fact]
    public void An_sk_msg_program_drops_messages() => OwnNetwork.Run(() =>
    {
        using var probe = Sockets.Load();
        using var connection = new Connection();
        using var link = probe.Message.Attach(probe.Connections);
        probe.Connections.Set(0, connection.Client);
        probe.Bss.Value.DropMessages = 1;

        Assert.Throws<SocketException>(() => connection.Client.Send("dropped"u8));
    });

    [Fact]
    public void A_socket_map_accepts_only_one_sk_msg_program() => OwnNetwork.Run(() =>
    {
        using var probe = Sockets.Load();
        using var link = probe.Message.Attach(probe.Connections);

        var exception = Assert.Throws<BpfException>(() => probe.Message.Attach(probe.Connections));

        Assert.Equal("EBUSY", exception.ErrnoName);
        Assert.Contains("The map already has a program for this hook", exception.Message);
    });

    [Fact]
    public void Attach_throws_if_an_sk_msg_program_attaches_to_a_map_that_holds_no_sockets()
    {
        Kernel.NetworkRequired();
        using var probe = Sockets.Load();

        var exception = Assert.Throws<ArgumentException>(() => probe.Message.Attach(probe.Group));

        Assert.Contains("Map 'group' is of type ReusePortSockArray, and program 'message' requires a map of sockets", exception.Message);
    }

    [Fact]
    public void An_sk_skb_parser_program_and_an_sk_skb_verdict_program_redirect_received_data() => OwnNetwork.Run(() =>
    {
        using var probe = Sockets.Load();
        using var connection = new Connection();
        using var parser = probe.Parse.Attach(probe.Connections);
        using var verdict = probe.Echo.Attach(probe.Connections);
        probe.Connections.Set(0, connection.Server);

        connection.Client.Send("echo"u8);

        Assert.Equal("echo"u8, Receive(connection.Client));
        Assert.True(probe.Bss.Value.Parsed > 0 && probe.Bss.Value.Judged > 0);
    });

    [Fact]
    public void Attach_requires_a_hook_for_an_sk_skb_program_whose_section_names_none() => OwnNetwork.Run(() =>
    {
        using var probe = Sockets.Load();
        using var connection = new Connection();

        var exception = Assert.Throws<InvalidOperationException>(() => probe.Unspecified.Attach(probe.Connections));
        Assert.Throws<ArgumentException>(() => probe.Unspecified.Attach(probe.Connections, AttachType.Xdp));
        using var verdict = probe.Unspecified.Attach(probe.Connections, AttachType.SkSkbVerdict);
        probe.Connections.Set(0, connection.Server);
        connection.Client.Send("passed"u8);

        Assert.Contains("Section 'sk_skb' of program 'unspecified' names no hook", exception.Message);
        Assert.Equal("passed"u8, Receive(connection.Server));
        Assert.True(probe.Bss.Value.Judged > 0);
    });

    [Fact]
    public void An_sk_lookup_program_selects_the_socket_of_a_connection() => OwnNetwork.Run(() =>
    {
        using var probe = Sockets.Load();
        using var listener = Connection.Listen();
        probe.Listener.Set(0, listener);
        const int NobodyListens = 7777;
        probe.Bss.Value.RedirectedPort = NobodyListens;
        using (var link = probe.Dispatch.Attach())
        {
            Assert.Equal((LinkType.NetworkNamespace, AttachType.SkLookup), (link.Type, link.Info.AttachType));
            using var client = Connection.Connect(NobodyListens);
            using var server = listener.Accept();
            Assert.Equal(client.LocalEndPoint, server.RemoteEndPoint);
            Assert.True(probe.Bss.Value.LookedUp > 0);
        }

        Assert.Throws<SocketException>(() => Connection.Connect(NobodyListens));
    });

    [Fact]
    public void Attach_accepts_the_path_of_a_network_namespace() => OwnNetwork.Run(() =>
    {
        using var probe = Sockets.Load();
        using var link = probe.Dispatch.Attach($"/proc/{Environment.ProcessId}/ns/net");

        var none = Assert.Throws<BpfException>(() => probe.Dispatch.Attach("/run/netns/nowhere"));
        var other = Assert.Throws<BpfException>(() => probe.Dispatch.Attach("/dev/null"));

        Assert.Contains("/run/netns/nowhere must be a network namespace", none.Message);
        Assert.Equal("EINVAL", other.ErrnoName);
    });

    [Fact]
    public void An_sk_reuseport_program_selects_a_socket_of_the_port() => OwnNetwork.Run(() =>
    {
        using var probe = Sockets.Load();
        using var first = BindShared(port: 0);
        var port = ((IPEndPoint)first.LocalEndPoint!).Port;
        using var second = BindShared(port);
        probe.Group.Set(0, first);
        probe.Group.Set(1, second);
        using var sender = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        var link = probe.Choose.Attach(first);

        foreach (var (chosen, socket) in new[] { (0u, first), (1u, second), (0u, first), (1u, second) })
        {
            probe.Bss.Value.Chosen = chosen;
            sender.SendTo("x"u8, new IPEndPoint(IPAddress.Loopback, port));
            Assert.Equal("x"u8, Receive(socket));
        }

        Assert.Equal(4ul, probe.Bss.Value.Selected);
        link.Dispose();
        link.Dispose();
        sender.SendTo("x"u8, new IPEndPoint(IPAddress.Loopback, port));
        Assert.Equal(4ul, probe.Bss.Value.Selected);
    });

    [Fact]
    public void An_sk_reuseport_program_migrates_connections_of_a_closed_socket() => OwnNetwork.Run(() =>
    {
        using var probe = Sockets.Load(new() { Programs = { Migrate = { AutoLoad = true } } });
        using var first = ListenShared(port: 0);
        var port = ((IPEndPoint)first.LocalEndPoint!).Port;
        using var second = ListenShared(port);
        probe.Group.Set(0, first);
        probe.Group.Set(1, second);
        using var link = probe.Migrate.Attach(second);
        using var client = Connection.Connect(port);
        Assert.Equal((1ul, 0ul), (probe.Bss.Value.Selected, probe.Bss.Value.Migrated));

        // The connection has not been accepted yet, so closing its listener migrates it.
        probe.Bss.Value.Chosen = 1;
        first.Dispose();

        Assert.True(second.Poll(TimeSpan.FromSeconds(5), SelectMode.SelectRead), "no connection arrived");
        using var server = second.Accept();
        Assert.Equal(client.LocalEndPoint, server.RemoteEndPoint);
        client.Send("moved"u8);
        Assert.Equal("moved"u8, Receive(server));
        Assert.Equal((1ul, 1ul), (probe.Bss.Value.Selected, probe.Bss.Value.Migrated));
    });

    [Fact]
    public void Attach_throws_for_an_sk_reuseport_program_if_the_socket_lacks_SO_REUSEPORT() => OwnNetwork.Run(() =>
    {
        using var probe = Sockets.Load();
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));

        var exception = Assert.Throws<BpfException>(() => probe.Choose.Attach(socket));

        Assert.Contains("The socket lacks the option SO_REUSEPORT", exception.Message);
    });

    private static void AssertMessageIsSeen(Sockets probe, Connection connection)
    {
        connection.Client.Send("message"u8);
        Assert.Equal("message"u8, Receive(connection.Server));
        Assert.Equal(1ul, probe.Bss.Value.Sent);
    }

    private static byte[] Receive(Socket socket)
    {
        var buffer = new byte[64];
        socket.ReceiveTimeout = 5000;
        return buffer[..socket.Receive(buffer)];
    }

    private static Socket ListenShared(int port)
    {
        var socket = BindShared(port, SocketType.Stream, ProtocolType.Tcp);
        socket.Listen();
        return socket;
    }

    private static Socket BindShared(int port, SocketType type = SocketType.Dgram, ProtocolType protocol = ProtocolType.Udp)
    {
        var socket = new Socket(AddressFamily.InterNetwork, type, protocol);
        socket.SetRawSocketOption(SocketLevel, ReusePort, BitConverter.GetBytes(1));
        socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
        return socket;
    }
}
