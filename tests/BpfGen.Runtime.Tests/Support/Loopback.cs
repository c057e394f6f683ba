using System;
using System.Net;
using System.Net.Sockets;

namespace BpfGen.Runtime.Tests.Support;

/// <summary>A UDP socket that sends datagrams to itself over the loopback interface.</summary>
internal sealed class Loopback : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);

    public Loopback() => _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));

    public void Send(int count = 1)
    {
        for (var i = 0; i < count; i++)
        {
            _socket.SendTo("x"u8, _socket.LocalEndPoint!);
        }
    }

    public void Dispose() => _socket.Dispose();
}
