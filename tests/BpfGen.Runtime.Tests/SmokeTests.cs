using System;
using System.Net;
using System.Net.Sockets;
using System.Threading.Tasks;
using Xunit;

namespace BpfGen.Runtime.Tests;

public sealed class SmokeTests
{
    [Fact]
    public async Task Events()
    {
        using var probe = Probe.Load();
        using var socket = PacketSocket.Open("lo");
        using var link = probe.BpfProg.Attach(socket);
        using var reader = probe.Events.OpenReader();
        using var udp = new UdpClient();
        udp.Send([1], new IPEndPoint(IPAddress.Loopback, 9));
        var n = 0;
        await foreach (var record in reader.ReadAllAsync(TestContext.Current.CancellationToken))
        {
            TestContext.Current.TestOutputHelper!.WriteLine($"cpu {record.Cpu}: {record.As<ulong>()} ns {record.Data.Length}");
            if (++n == 2) break;
        }
    }
}
