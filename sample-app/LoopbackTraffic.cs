using System;
using System.Net;
using System.Net.Sockets;
using System.Threading;

namespace BpfGen.Sample;

/// <summary>Sends a datagram to this machine itself every few milliseconds, so that there is something to see.</summary>
internal sealed class LoopbackTraffic : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly Timer _timer;

    private LoopbackTraffic()
    {
        // A socket that sends to itself: nobody answers that the port is closed.
        _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _timer = new Timer(_ => Send(), null, TimeSpan.Zero, Pause);
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
            // The timer fired while it was being stopped.
        }
    }
}
