using System;
using System.Diagnostics;

namespace BpfGen.Soak;

/// <summary>Loads an object, attaches its programs, receives its events, and disposes everything, again and again.</summary>
internal static class LoadCycles
{
    private const int EventsPerCycle = 10;

    /// <summary>
    /// The growth that is allowed to the process after the first tenth of the cycles, in KiB. The garbage collector takes new regions of
    /// 4 MiB now and then. A leak of 1 KiB a cycle would exceed this limit in 10,000 cycles.
    /// </summary>
    private const long MostGrowth = 8192;

    public static int Run(int count)
    {
        // The console opens descriptors of its own when the first line is written.
        Console.WriteLine($"{count:N0} cycles:");
        var step = Math.Max(1, count / 10);
        Holdings? first = null;
        var clock = Stopwatch.StartNew();
        for (var cycle = 1; cycle <= count; cycle++)
        {
            var received = RunCycle();
            if (received != 2 * EventsPerCycle)
            {
                Console.WriteLine($"Cycle {cycle} received {received} of {2 * EventsPerCycle} events.");
                return 1;
            }

            if (cycle % step == 0)
            {
                var now = Holdings.Now();
                first ??= now;
                Console.WriteLine($"{cycle,8:N0} cycles, {clock.Elapsed.TotalMilliseconds / cycle:0.00} ms each: {now}");
            }
        }

        var last = Holdings.Now();
        return last.Resident > first!.Resident + MostGrowth || last.Descriptors != first.Descriptors || last.Mappings > first.Mappings + 2
            || last.Objects != first.Objects
            ? 1
            : 0;
    }

    private static int RunCycle()
    {
        using var events = Events.Load(new() { Rodata = { Process = (uint)Environment.ProcessId } });
        using var ring = events.SoakRing.OpenReader();
        using var perf = events.SoakPerf.OpenReader();
        using var link = events.SoakGetpgid.Attach();
        for (var i = 0; i < EventsPerCycle; i++)
        {
            SystemCalls.GetProcessGroup();
        }

        events.SoakPacket.TestRun(new byte[64], options: new() { Repeat = EventsPerCycle });
        var received = 0;
        ring.Poll(TimeSpan.Zero, (in _) => received++);
        perf.Poll(TimeSpan.Zero, (in _) => received++);
        return received;
    }
}
