using System;
using System.Net;
using System.Net.Sockets;

namespace BpfGen.Runtime.Tests.Support;

/// <summary>Both ends of a TCP connection over the loopback interface.</summary>
internal sealed class Connection : IDisposable
{
    public Connection()
    {
        using var listener = Listen();
        Client = Connect(((IPEndPoint)listener.LocalEndPoint!).Port);
        Server = listener.Accept();
    }

    public Socket Client { get; }

    public Socket Server { get; }

    public static Socket Listen()
    {
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        return listener;
    }

    public static Socket Connect(int port)
    {
        var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        client.Connect(IPAddress.Loopback, port);
        return client;
    }

    public void Dispose()
    {
        Client.Dispose();
        Server.Dispose();
    }
}
