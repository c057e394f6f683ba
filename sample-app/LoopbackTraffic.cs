using System;
using System.Net;
using System.Net.Sockets;
using System.Threading;

namespace BpfGen.Sample;

/// <summary>Sends a datagram to the loopback interface every few milliseconds, so that <c>--self-test</c> has packets to see.</summary>
internal sealed class LoopbackTraffic : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(5);
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly Timer _timer;

    private LoopbackTraffic()
    {
        // The socket sends datagrams to itself, because a closed port would answer with ICMP errors.
        _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _timer = new Timer(_ => Send(), null, TimeSpan.Zero, Interval);
    }

    public static LoopbackTraffic Start() => new();

    public void Dispose()
    {
        _timer.Dispose();
        _socket.Dispose();
    }

    private void Send()
    {
        try
        {
            _socket.SendTo("x"u8, _socket.LocalEndPoint!);
        }
        catch (ObjectDisposedException)
        {
            // The timer fired while this object was being disposed, so there is nothing to send.
        }
    }
}
