using System;

namespace BpfGen.Runtime.Tests.Support;

/// <summary>Attaches a socket filter to the loopback interface and sends packets there until a condition holds.</summary>
internal static class Packets
{
    public static void SendUntil(SocketFilterProgram program, Func<bool> condition, string what)
    {
        using var socket = PacketSocket.Open("lo");
        using var link = program.Attach(socket);
        using var traffic = new Loopback();
        Poll.Until(
            () =>
            {
                traffic.Send();
                return condition();
            },
            what);
    }
}
