using System.Threading;
using BpfGen;
using BpfGen.Benchmarks.Minimal;

// The least that is of use: loads the probe, attaches it to the loopback interface, and writes what it sends to standard output, eight bytes an event,
// for as long as somebody reads them.
using var probe = Probe.Load();
using var socket = PacketSocket.Open("lo");
using var link = probe.BpfProg.Attach(socket);
using var reader = probe.Events.OpenReader();

while (Output.IsOpen)
{
    reader.Poll(Timeout.InfiniteTimeSpan, static record => Output.Write(record.Data[..sizeof(ulong)]));
}
