using System;
using System.Net;
using System.Net.Sockets;
using BpfGen.Runtime.Tests.Support;
using Xunit;

namespace BpfGen.Runtime.Tests;

/// <summary>Attaching to sockets of one's own.</summary>
[Collection(KernelTests.Name)]
public sealed class SocketTests
{
    [Fact]
    public void A_filter_decides_what_a_socket_receives()
    {
        Kernel.Required();
        using var probe = Probe.Load();
        using var receiver = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = 100 };
        receiver.Bind(new IPEndPoint(IPAddress.Loopback, 0));

        // The seed returns 0, which lets nothing through.
        using (probe.BpfProg.Attach(receiver))
        {
            receiver.SendTo("dropped"u8, receiver.LocalEndPoint!);
            Assert.Throws<SocketException>(() => receiver.Receive(new byte[16]));
        }

        receiver.SendTo("taken"u8, receiver.LocalEndPoint!);
        Assert.Equal(5, receiver.Receive(new byte[16]));
    }

    [Fact]
    public void A_link_outlives_its_socket_in_peace()
    {
        Kernel.Required();
        using var probe = Probe.Load();
        var socket = PacketSocket.Open("lo");
        var link = probe.BpfProg.Attach(socket);

        socket.Dispose();
        link.Dispose();
        link.Dispose();
    }

    [Fact]
    public void A_closed_socket_is_not_attached_to()
    {
        Kernel.Required();
        using var probe = Probe.Load();
        var socket = PacketSocket.Open("lo");
        socket.Dispose();

        Assert.Throws<ObjectDisposedException>(() => probe.BpfProg.Attach(socket));
    }

    [Fact]
    public void An_interface_that_does_not_exist_is_answered_with_those_that_do()
    {
        Kernel.Required();

        var exception = Assert.Throws<ArgumentException>(() => PacketSocket.Open("nowhere0"));

        Assert.Contains("There is no network interface 'nowhere0'; there are ", exception.Message);
        Assert.Contains("lo", exception.Message);
    }

    [Fact]
    public void A_packet_socket_knows_its_interface()
    {
        Kernel.Required();
        using var socket = PacketSocket.Open("lo");

        Assert.Equal(("lo", 1), (socket.InterfaceName, socket.InterfaceIndex));
    }
}
