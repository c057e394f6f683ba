using System;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using BpfGen.Runtime.Tests.Support;
using Xunit;

namespace BpfGen.Runtime.Tests.Net;

/// <summary>Updating and detaching links. After an update, only the new program runs. After a detach, no program runs.</summary>
[Collection(KernelTests.Name)]
public sealed class LinkTests
{
    [Fact]
    public void A_cgroup_link_is_updated_and_detached()
    {
        using var cgroup = new OwnCgroup();
        using var probe = Cgroups.Load();
        using var link = (KernelLink)probe.First.Attach(cgroup.Path);
        Assert.Equal(1ul, Run());

        link.Update(probe.Second, expected: probe.First);
        Assert.Equal(2ul, Run());
        Assert.Equal(probe.Second.Id, link.Info.ProgramId);

        link.Detach();
        Assert.Equal(0ul, Run());
        Assert.Equal(0ul, link.Info.CgroupId);

        ulong Run()
        {
            Volatile.Write(ref probe.Bss.Value.Order, 0);
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            return Volatile.Read(ref probe.Bss.Value.Order);
        }
    }

    [Fact]
    public void A_network_namespace_link_is_updated_and_detached() => OwnNetwork.Run(() =>
    {
        using var first = Sockets.Load();
        using var second = Sockets.Load();
        using var listener = Connection.Listen();
        Redirect(first, 7777);
        Redirect(second, 8888);
        using var link = first.Dispatch.Attach();
        Assert.Equal((true, false), (Connects(7777), Connects(8888)));

        link.Update(second.Dispatch, expected: first.Dispatch);
        Assert.Equal((false, true), (Connects(7777), Connects(8888)));

        link.Detach();
        Assert.Equal((false, false), (Connects(7777), Connects(8888)));

        void Redirect(Sockets probe, uint port)
        {
            probe.Listener.Set(0, listener);
            probe.Bss.Value.RedirectedPort = port;
        }

        bool Connects(int port)
        {
            try
            {
                using var client = Connection.Connect(port);
                using var server = listener.Accept();
                return true;
            }
            catch (SocketException)
            {
                return false;
            }
        }
    });

    [Fact]
    public void A_tcx_link_is_updated_and_detached() => OwnNetwork.Run(() =>
    {
        using var probe = Tc.Load();
        using var link = probe.First.AttachTcx("lo", TcDirection.Ingress);
        Assert.Equal(1ul, Run());

        link.Update(probe.Second, expected: probe.First);
        Assert.Equal(2ul, Run());

        link.Detach();
        Assert.Equal(0ul, Run());
        Assert.Empty(TcProgram.QueryTcx("lo", TcDirection.Ingress).ProgramIds);

        ulong Run()
        {
            Volatile.Write(ref probe.Bss.Value.Order, 0);
            SendDatagram();
            return Volatile.Read(ref probe.Bss.Value.Order);
        }
    });

    /// <summary>
    /// A socket gets the program that is attached to the socket map when the socket is added to the map. Later changes of the program do
    /// not affect it.
    /// </summary>
    [Fact]
    public void A_socket_map_link_is_updated_and_detached() => OwnNetwork.Run(() =>
    {
        using var first = Sockets.Load();
        using var second = Sockets.Load();
        using var link = (KernelLink)first.Message.Attach(first.Connections);
        Assert.Equal((1ul, 0ul), Send());

        link.Update(second.Message, expected: first.Message);
        Assert.Equal((1ul, 1ul), Send());

        link.Detach();
        Assert.Equal((1ul, 1ul), Send());

        (ulong First, ulong Second) Send()
        {
            using var connection = new Connection();
            first.Connections.Set(0, connection.Client);
            connection.Client.Send("x"u8);
            first.Connections.Remove(0);
            return (Volatile.Read(ref first.Bss.Value.Sent), Volatile.Read(ref second.Bss.Value.Sent));
        }
    });

    [Fact]
    public void A_netfilter_link_is_detached_but_cannot_be_updated() => OwnNetwork.Run(() =>
    {
        using var probe = Routes.Load();
        using var link = probe.Filter.Attach(NetfilterFamily.IPv4, NetfilterHook.LocalOut);

        var exception = Assert.Throws<BpfException>(() => link.Update(probe.Filter));
        link.Detach();
        SendDatagram();

        Assert.Contains("maps of sockets and iterators can be updated.", exception.Message);
        Assert.Equal(0ul, Volatile.Read(ref probe.Bss.Value.Filtered));
    });

    [Fact]
    public void Update_rejects_a_program_of_another_type_and_an_unexpected_current_program() => OwnNetwork.Run(() =>
    {
        using var tc = Tc.Load();
        using var sockets = Sockets.Load();
        using var link = tc.First.AttachTcx("lo", TcDirection.Ingress);

        Assert.Contains("must have the same type and attach type", Assert.Throws<BpfException>(() => link.Update(sockets.Message)).Message);
        Assert.Contains(
            "The attached program is not 'second'.", Assert.Throws<BpfException>(() => link.Update(tc.Third, expected: tc.Second)).Message);
    });

    /// <summary>
    /// Sends a datagram to its own socket. The destination must exist: otherwise the kernel would answer with an ICMP packet, and the
    /// program would count both packets.
    /// </summary>
    private static void SendDatagram()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        socket.SendTo("x"u8, socket.LocalEndPoint!);
    }
}
