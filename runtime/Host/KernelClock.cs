using System;
using BpfGen.Interop;

namespace BpfGen;

/// <summary>A clock of the kernel from which programs take time stamps. Converts time stamps to wall-clock time.</summary>
/// <remarks>
/// <para>
/// A conversion uses the difference between the clock and the wall clock at the moment of the conversion. So convert a time stamp soon
/// after the program took it. Two things change the difference: a step of the wall clock (by an administrator, or by NTP at boot) moves all
/// later conversions by the step, even of earlier time stamps. And while the machine is suspended, <see cref="Monotonic"/> stands still:
/// time stamps from before a suspend, converted after it, are too late by the time of the suspend. <see cref="BootTime"/> counts that time.
/// </para>
/// <para>In a time namespace, the process sees other clocks than programs do. The conversions are not valid there.</para>
/// <para>All members are thread-safe.</para>
/// </remarks>
/// <example>
/// <code>
/// foreach (ref readonly var e in reader.Read(timeout))
/// {
///     DateTimeOffset time = KernelClock.Monotonic.ToDateTimeOffset(e.Time);     // bpf_ktime_get_ns()
///     Console.WriteLine($"{time.ToLocalTime():HH:mm:ss.fff} {e.Pid}");
/// }
/// </code>
/// </example>
public sealed class KernelClock
{
    private const int WallClock = 0;
    private const int Samples = 3;
    private const int NanosecondsPerTick = 100;
    private const long NanosecondsPerSecond = 1_000_000_000;
    private readonly int _id;

    private KernelClock(int id) => _id = id;

    /// <summary>
    /// Time since the start of the machine, without suspends: <c>bpf_ktime_get_ns()</c>, <c>bpf_ktime_get_coarse_ns()</c>, and the times of
    /// perf samples with <c>use_clockid</c> (<c>CLOCK_MONOTONIC</c>).
    /// </summary>
    public static KernelClock Monotonic { get; } = new(1);

    /// <summary>
    /// Time since the start of the machine, with suspends: <c>bpf_ktime_get_boot_ns()</c>, and start times in <c>task_struct</c>
    /// (<c>CLOCK_BOOTTIME</c>).
    /// </summary>
    public static KernelClock BootTime { get; } = new(7);

    /// <summary>International atomic time: <c>bpf_ktime_get_tai_ns()</c> (<c>CLOCK_TAI</c>, Linux 6.1).</summary>
    public static KernelClock Tai { get; } = new(11);

    /// <summary>Reads the clock.</summary>
    /// <returns>The time in nanoseconds, as programs get it.</returns>
    public ulong GetNanoseconds() => (ulong)Read(_id);

    /// <summary>Converts a time stamp of this clock to wall-clock time, exact to about a microsecond.</summary>
    /// <param name="nanoseconds">The time stamp in nanoseconds.</param>
    /// <returns>The time in UTC, in ticks of 100 nanoseconds.</returns>
    public DateTimeOffset ToDateTimeOffset(ulong nanoseconds)
    {
        var wall = (Int128)nanoseconds + Distance();
        return DateTimeOffset.UnixEpoch.AddTicks((long)(wall / NanosecondsPerTick));
    }

    /// <summary>Converts a wall-clock time to a time stamp of this clock, for example to pass a start time to a program.</summary>
    /// <param name="time">The time.</param>
    /// <returns>
    /// The time stamp in nanoseconds; 0 if the time is before the start of the clock, and <see cref="ulong.MaxValue"/> if it is too late
    /// for the clock.
    /// </returns>
    public ulong FromDateTimeOffset(DateTimeOffset time)
    {
        var wall = (Int128)(time - DateTimeOffset.UnixEpoch).Ticks * NanosecondsPerTick;
        return (ulong)Int128.Clamp(wall - Distance(), 0, ulong.MaxValue);
    }

    /// <summary>
    /// The wall clock minus this clock. Each sample reads this clock between two readings of the wall clock. The sample with the shortest
    /// time between these two readings is the most exact one.
    /// </summary>
    private long Distance()
    {
        var (distance, shortest) = (0L, long.MaxValue);
        for (var i = 0; i < Samples; i++)
        {
            var before = Read(WallClock);
            var here = Read(_id);
            var after = Read(WallClock);
            if (after >= before && after - before < shortest)
            {
                shortest = after - before;
                distance = before + (shortest / 2) - here;
            }
        }

        // If the wall clock was set back during every sample, the exact distance between the clocks is unknown. So return an inexact
        // distance.
        return shortest == long.MaxValue ? Read(WallClock) - Read(_id) : distance;
    }

    private static unsafe long Read(int clock)
    {
        var time = stackalloc long[2];
        _ = Libc.ClockTime(clock, time);
        return (time[0] * NanosecondsPerSecond) + time[1];
    }
}
