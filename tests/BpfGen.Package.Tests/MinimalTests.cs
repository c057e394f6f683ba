using System;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using BpfGen.Package.Tests.Support;
using Xunit;

namespace BpfGen.Package.Tests;

/// <summary>
/// The smallest useful program with BpfGen, published as one native binary. The size of the binary shows how much BpfGen adds to a program.
/// </summary>
public sealed class MinimalTests(PublishedMinimal minimal) : IClassFixture<PublishedMinimal>
{
    private const long MaxBytes = 1_000_000;
    private const int Events = 10;

    [Fact]
    public void The_minimal_program_publishes_with_NativeAOT_without_warnings()
    {
        Assert.DoesNotContain("warning", minimal.Log);
        Assert.Equal(
            ["minimal"],
            Directory.GetFiles(minimal.Folder).Select(Path.GetFileName).Where(name => !name!.EndsWith(".dbg", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_minimal_binary_has_at_most_one_megabyte() => Assert.InRange(new FileInfo(minimal.Binary).Length, 1, MaxBytes);

    [Fact]
    public async Task The_minimal_program_writes_eight_bytes_per_event()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Requires root, or CAP_BPF, CAP_PERFMON and CAP_NET_RAW.");
        using var stop = new CancellationTokenSource();
        var traffic = SendUntil(stop.Token);

        var run = (await Dotnet.Start(
            "sh", minimal.Folder, "-c", $"timeout 60 ./minimal | head -c {Events * sizeof(ulong)} | od -An -v -w8 -tu8")).ShouldSucceed();

        await stop.CancelAsync();
        await traffic;
        var times = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(ulong.Parse)
            .ToList();
        Assert.Equal(Events, times.Count);
        Assert.DoesNotContain(0ul, times);
    }

    /// <summary>Sends packets over the loopback interface until the test stops it. The probe counts these packets as events.</summary>
    private static async Task SendUntil(CancellationToken stop)
    {
        using var socket = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        var self = (IPEndPoint)socket.Client.LocalEndPoint!;
        while (!stop.IsCancellationRequested)
        {
            await socket.SendAsync(new byte[] { 1 }, self, CancellationToken.None);
            await Task.Delay(TimeSpan.FromMilliseconds(20), CancellationToken.None);
        }
    }
}
