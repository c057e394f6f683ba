using System;

namespace BpfGen.Kernel.Tests.Support;

/// <summary>Checks the events of <c>probe.o</c>, whose program sends the time of each packet.</summary>
internal static class PacketTimes
{
    /// <summary>Attaches the program to a socket, sends a packet, and waits for its time.</summary>
    public static void CheckThatOneArrives(SocketFilterProgram program, PerfEventArray events)
    {
        using var socket = PacketSocket.Open("lo");
        using var link = program.Attach(socket);
        using var reader = events.OpenReader();
        Trigger.Send();
        var time = 0ul;
        Check.Soon(
            () => reader.Poll(TimeSpan.FromMilliseconds(50), record => time = record.As<ulong>()) >= 0 && time > 0,
            "the time of a packet arrives");
        Check.Same(0L, reader.LostCount, "lost records");
    }
}
