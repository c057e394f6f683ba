using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using BpfGen.Runtime.Tests.Support;
using Xunit;

namespace BpfGen.Runtime.Tests;

/// <summary>The object that BpfGen was born from, compiled by clang and by Zig, with debug information and without.</summary>
[Collection(KernelTests.Name)]
public sealed class SeedTests
{
    [Fact]
    public void The_object_of_clang_delivers_events()
    {
        Kernel.Required();
        using var probe = Probe.Load();
        ShouldDeliver(probe.Events, probe.BpfProg);
    }

    [Fact]
    public void The_object_of_clang_with_debug_information_delivers_events()
    {
        Kernel.Required();
        using var probe = ProbeDebug.Load();
        ShouldDeliver(probe.Events, probe.BpfProg);
    }

    [Fact]
    public void The_object_of_Zig_delivers_events()
    {
        Kernel.Required();
        using var probe = ProbeZig.Load();
        ShouldDeliver(probe.Events, probe.BpfProg);
    }

    [Fact]
    public void The_object_of_Zig_with_debug_information_delivers_events()
    {
        Kernel.Required();
        using var probe = ProbeZigDebug.Load();
        ShouldDeliver(probe.Events, probe.BpfProg);
    }

    [Fact]
    public async Task Events_arrive_as_an_asynchronous_sequence()
    {
        Kernel.Required();
        using var probe = Probe.Load();
        using var socket = PacketSocket.Open("lo");
        using var link = probe.BpfProg.Attach(socket);
        using var reader = probe.Events.OpenReader();
        using var traffic = new Loopback();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Poll.Timeout);
        traffic.Send(5);

        var times = new List<ulong>();
        await foreach (var record in reader.ReadAllAsync(limit.Token))
        {
            times.Add(record.As<ulong>());
            if (times.Count == 5)
            {
                break;
            }
        }

        Assert.Equal(5, times.Count);
    }

    /// <summary>The times are the kernel's, and lie between the clock before and after.</summary>
    private static void ShouldDeliver(PerfEventArray events, SocketFilterProgram program)
    {
        using var socket = PacketSocket.Open("lo");
        using var link = program.Attach(socket);
        using var reader = events.OpenReader();
        using var traffic = new Loopback();
        var times = new List<ulong>();
        var before = Now();
        Poll.Until(
            () =>
            {
                traffic.Send();
                reader.Poll(TimeSpan.FromMilliseconds(50), times, static (record, list) => list.Add(record.As<ulong>()));
                return times.Count >= 10;
            },
            "ten events");

        Assert.All(times, time => Assert.InRange(time, before, Now()));
        Assert.Equal(0, reader.LostCount);
    }

    /// <summary>The monotonic clock in nanoseconds, which is what <c>bpf_ktime_get_ns</c> reads.</summary>
    private static ulong Now() => (ulong)System.Diagnostics.Stopwatch.GetTimestamp() * (1_000_000_000ul / (ulong)System.Diagnostics.Stopwatch.Frequency);
}
