using System.Threading;
using BpfGen;
using BpfGen.Benchmarks.Minimal;

// The smallest useful program: loads the probe, attaches it to the loopback interface, and writes its events to standard output, eight
// bytes each, until the reader closes the pipe.
using var probe = Probe.Load();
using var socket = PacketSocket.Open("lo");
using var link = probe.BpfProg.Attach(socket);
using var reader = probe.Events.OpenReader();

while (Output.IsOpen)
{
    reader.Poll(Timeout.InfiniteTimeSpan, static record => Output.Write(record.Data[..sizeof(ulong)]));
}
