using System;
using System.Collections.Generic;
using System.Linq;
using BpfGen.Runtime.Tests.Support;
using Xunit;

namespace BpfGen.Runtime.Tests;

/// <summary>The eBPF programs of the benchmarks send the records that the benchmarks expect.</summary>
[Collection(KernelTests.Name)]
public sealed class BenchmarkProbeTests
{
    private const int Events = 10;

    public BenchmarkProbeTests() => Kernel.TraceFsRequired();

    [Fact]
    public void Each_system_call_of_the_thread_sends_a_record_of_64_bytes_through_a_ring_buffer()
    {
        using var calls = Calls.Load(new() { Rodata = { WantedThread = (uint)Trigger.ThreadId() } });
        using var links = calls.Attach();
        using var reader = calls.Events.OpenReader();
        var sizes = new List<int>();
        MakeCalls();

        // The program does not wake readers, so poll for the records that are already there.
        reader.Poll(TimeSpan.Zero, sizes, static (record, sizes) => sizes.Add(record.Length));

        Assert.Equal(Enumerable.Repeat(64, Events), sizes);
        Assert.Equal((ulong)Events, calls.Bss.Calls);
    }

    [Fact]
    public void Each_system_call_of_the_thread_sends_a_record_through_a_perf_event_array()
    {
        using var samples = Samples.Load(new() { Rodata = { WantedThread = (uint)Trigger.ThreadId() } });
        using var links = samples.Attach();
        using var reader = samples.Records.OpenReader();
        var times = new List<ulong>();
        MakeCalls();

        Poll.Until(
            () =>
            {
                reader.Poll(TimeSpan.Zero, times, static (record, times) => times.Add(record.As<ulong>()));
                return times.Count >= Events;
            },
            "the records");

        Assert.Equal(Events, times.Count);
        Assert.DoesNotContain(0ul, times);
    }

    [Fact]
    public void Each_system_call_of_the_thread_is_counted_at_its_start_and_its_end()
    {
        using var counts = Counts.Load(new() { Rodata = { WantedThread = (uint)Trigger.ThreadId() } });
        using var links = counts.Attach();
        MakeCalls();

        Assert.Equal(((ulong)Events, (ulong)Events), (counts.CountsMap[0], counts.CountsMap[1]));
        Assert.NotEqual(0ul, counts.Bss.LastTime);
        Assert.NotEqual(0, counts.Bss.LastParent);
    }

    private static void MakeCalls()
    {
        for (var i = 0; i < Events; i++)
        {
            Trigger.GetProcessGroup(0);
        }
    }
}
