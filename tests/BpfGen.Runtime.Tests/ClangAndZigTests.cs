using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using BpfGen.Runtime.Tests.Support;
using Xunit;

namespace BpfGen.Runtime.Tests;

/// <summary>
/// A very simple object: a socket filter that sends timestamps. It is compiled by clang and by Zig, each with and without debug
/// information.
/// </summary>
[Collection(KernelTests.Name)]
public sealed class ClangAndZigTests
{
    [Fact]
    public void The_clang_object_sends_events()
    {
        Kernel.Required();
        using var probe = Probe.Load();
        AssertSendsEvents(probe.Events, probe.BpfProg);
    }

    [Fact]
    public void The_clang_object_with_debug_information_sends_events()
    {
        Kernel.Required();
        using var probe = ProbeDebug.Load();
        AssertSendsEvents(probe.Events, probe.BpfProg);
    }

    [Fact]
    public void The_Zig_object_sends_events()
    {
        Kernel.Required();
        using var probe = ProbeZig.Load();
        AssertSendsEvents(probe.Events, probe.BpfProg);
    }

    [Fact]
    public void The_Zig_object_with_debug_information_sends_events()
    {
        Kernel.Required();
        using var probe = ProbeZigDebug.Load();
        AssertSendsEvents(probe.Events, probe.BpfProg);
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

    /// <summary>
    /// Asserts that the program sends the current time: the time stamp lies between two readings of the monotonic clock, before and after
    /// the event.
    /// </summary>
    private static void AssertSendsEvents(PerfEventArray events, SocketFilterProgram program)
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

    /// <summary>The monotonic clock in nanoseconds, which <c>bpf_ktime_get_ns</c> reads too.</summary>
    private static ulong Now() =>
        (ulong)System.Diagnostics.Stopwatch.GetTimestamp() * (1_000_000_000ul / (ulong)System.Diagnostics.Stopwatch.Frequency);
}
