using System;

namespace BpfGen.Runtime.Tests.Support;

/// <summary>Sends packets to itself until a program has seen them.</summary>
internal static class Packets
{
    public static void Until(SocketFilterProgram program, Func<bool> arrived, string what)
    {
        using var socket = PacketSocket.Open("lo");
        using var link = program.Attach(socket);
        using var traffic = new Loopback();
        Poll.Until(
            () =>
            {
                traffic.Send();
                return arrived();
            },
            what);
    }
}
