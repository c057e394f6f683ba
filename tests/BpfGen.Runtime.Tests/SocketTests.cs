using System;
using System.Net;
using System.Net.Sockets;
using BpfGen.Runtime.Tests.Support;
using Xunit;

namespace BpfGen.Runtime.Tests;

/// <summary>Attaching socket filters to sockets of this process.</summary>
[Collection(KernelTests.Name)]
public sealed class SocketTests
{
    [Fact]
    public void A_socket_filter_drops_packets_until_its_link_is_disposed()
    {
        Kernel.Required();
        using var probe = Probe.Load();
        using var receiver = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = 100 };
        receiver.Bind(new IPEndPoint(IPAddress.Loopback, 0));

        // The program returns 0, which drops every packet.
        using (probe.BpfProg.Attach(receiver))
        {
            receiver.SendTo("dropped"u8, receiver.LocalEndPoint!);
            Assert.Throws<SocketException>(() => receiver.Receive(new byte[16]));
        }

        receiver.SendTo("taken"u8, receiver.LocalEndPoint!);
        Assert.Equal(5, receiver.Receive(new byte[16]));
    }

    [Fact]
    public void A_link_can_be_disposed_after_its_socket_is_closed()
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
    public void Attaching_to_a_closed_socket_throws()
    {
        Kernel.Required();
        using var probe = Probe.Load();
        var socket = PacketSocket.Open("lo");
        socket.Dispose();

        var exception = Assert.Throws<ObjectDisposedException>(() => probe.BpfProg.Attach(socket));

        Assert.StartsWith("The packet socket on 'lo' was disposed.", exception.Message);
    }

    [Fact]
    public void The_error_for_an_unknown_interface_lists_the_existing_interfaces()
    {
        Kernel.Required();

        var exception = Assert.Throws<BpfException>(() => PacketSocket.Open("nowhere0"));

        Assert.Equal(("if_nametoindex", "ENODEV"), (exception.Command, exception.ErrnoName));
        Assert.Contains("It does not exist in the network namespace of the calling thread. The interfaces are ", exception.Message);
        Assert.Contains("lo", exception.Message);
    }

    [Fact]
    public void A_packet_socket_has_the_name_and_index_of_its_interface()
    {
        Kernel.Required();
        using var socket = PacketSocket.Open("lo");

        Assert.Equal(("lo", 1), (socket.InterfaceName, socket.InterfaceIndex));
    }
}
