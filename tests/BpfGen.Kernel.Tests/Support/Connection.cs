using System;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace BpfGen.Kernel.Tests.Support;

/// <summary>A TCP connection over the loopback interface with a given congestion control.</summary>
internal static class Connection
{
    private const int ProtocolTcp = 6;
    private const int OptionCongestion = 13;

    /// <summary>Sends data from one end of a connection to the other until a condition is true.</summary>
    public static void SendUntil(string congestionControl, Func<bool> isDone)
    {
        using var listener = SocketPair.Listen();
        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        client.SetRawSocketOption(ProtocolTcp, OptionCongestion, Encoding.ASCII.GetBytes(congestionControl));
        client.Connect((IPEndPoint)listener.LocalEndPoint!);
        using var server = listener.Accept();
        var buffer = new byte[1024];
        Check.Soon(
            () =>
            {
                client.Send(buffer);
                server.Receive(buffer);
                return isDone();
            },
            $"the kernel calls the functions of '{congestionControl}'");
    }
}
