using System;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace BpfGen.Kernel.Tests.Support;

/// <summary>The two ends of a TCP connection over the loopback interface.</summary>
internal sealed class SocketPair : IDisposable
{
    public SocketPair()
    {
        using var listener = Listen();
        Client.Connect(listener.LocalEndPoint!);
        Server = listener.Accept();
    }

    public Socket Client { get; } = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public Socket Server { get; }

    public static Socket Listen()
    {
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        return listener;
    }

    public static string Receive(Socket socket)
    {
        socket.ReceiveTimeout = 20_000;
        var buffer = new byte[64];
        return Encoding.ASCII.GetString(buffer, 0, socket.Receive(buffer));
    }

    public void Dispose()
    {
        Client.Dispose();
        Server.Dispose();
    }
}
