using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using BpfGen.Runtime.Tests.Support;
using Xunit;

namespace BpfGen.Runtime.Tests;

/// <summary>Conversions between time stamps of programs and wall-clock time.</summary>
[Collection(KernelTests.Name)]
public sealed class KernelClockTests
{
    private static readonly TimeSpan Tolerance = TimeSpan.FromMilliseconds(20);

    public static TheoryData<string> Names => ["Monotonic", "BootTime", "Tai"];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_current_kernel_time_converts_to_the_current_UTC_time(string name)
    {
        var clock = ClockOf(name);
        var now = clock.ToDateTimeOffset(clock.GetNanoseconds());

        Assert.InRange(now, DateTimeOffset.UtcNow - Tolerance, DateTimeOffset.UtcNow + Tolerance);
        Assert.Equal(TimeSpan.Zero, now.Offset);
        var stamp = clock.FromDateTimeOffset(now);
        Assert.InRange(clock.ToDateTimeOffset(stamp), now - Tolerance, now + Tolerance);
    }

    [Fact]
    public void Conversion_to_UTC_keeps_the_difference_between_two_time_stamps()
    {
        var clock = KernelClock.Monotonic;
        var stamp = clock.GetNanoseconds();
        var distance = clock.ToDateTimeOffset(stamp + 5_000_000_000) - clock.ToDateTimeOffset(stamp);

        Assert.InRange(distance, TimeSpan.FromSeconds(5) - Tolerance, TimeSpan.FromSeconds(5) + Tolerance);
    }

    [Fact]
    public void Zero_nanoseconds_since_boot_convert_to_the_boot_time_in_proc_stat()
    {
        Assert.SkipUnless(File.Exists("/proc/stat"), "needs /proc");
        var line = File.ReadLines("/proc/stat").First(line => line.StartsWith("btime ", StringComparison.Ordinal));
        var boot = DateTimeOffset.FromUnixTimeSeconds(long.Parse(line[6..], CultureInfo.InvariantCulture));

        Assert.InRange(KernelClock.BootTime.ToDateTimeOffset(0), boot - TimeSpan.FromSeconds(2), boot + TimeSpan.FromSeconds(2));
    }

    [Fact]
    public void A_time_stamp_from_a_program_converts_to_the_time_of_the_event()
    {
        Kernel.Required();
        using var probe = Probe.Load();
        using var socket = PacketSocket.Open("lo");
        using var link = probe.BpfProg.Attach(socket);
        using var reader = probe.Events.OpenReader();
        using var traffic = new Loopback();
        var before = DateTimeOffset.UtcNow;
        var stamp = 0ul;
        var watch = Stopwatch.StartNew();
        while (stamp == 0 && watch.Elapsed < TimeSpan.FromSeconds(10))
        {
            traffic.Send();
            foreach (var record in reader.Read(TimeSpan.FromMilliseconds(100)))
            {
                stamp = record.As<ulong>();
            }
        }

        Assert.InRange(KernelClock.Monotonic.ToDateTimeOffset(stamp), before - Tolerance, DateTimeOffset.UtcNow + Tolerance);
    }

    [Fact]
    public void Conversions_of_times_out_of_range_do_not_overflow()
    {
        Assert.Equal(0ul, KernelClock.Monotonic.FromDateTimeOffset(DateTimeOffset.MinValue));
        Assert.Equal(ulong.MaxValue, KernelClock.Monotonic.FromDateTimeOffset(DateTimeOffset.MaxValue));
        Assert.Equal(2554, KernelClock.Tai.ToDateTimeOffset(ulong.MaxValue).Year);
    }

    private static KernelClock ClockOf(string name) => name switch
    {
        "Monotonic" => KernelClock.Monotonic,
        "BootTime" => KernelClock.BootTime,
        _ => KernelClock.Tai,
    };
}
