using System;
using System.Diagnostics;

namespace BpfGen.Benchmarks;

/// <summary>
/// Loads an object repeatedly. The first load shows the cost in a program that loads only one object. Later loads show the cost of the
/// loader itself, without JIT compilation and other work that happens only once.
/// </summary>
internal static class LoadBenchmark
{
    public static void Run(int count, Func<IDisposable> load)
    {
        for (var i = 0; i < count; i++)
        {
            var processor = Measure.ProcessorTime();
            var start = Stopwatch.GetTimestamp();
            var loaded = load();
            var time = Measure.Since(start);
            processor = Measure.ProcessorTime() - processor;
            Measure.Row(i == 0 ? "load-first" : "load-again", time);
            Measure.Row(i == 0 ? "load-first-cpu" : "load-again-cpu", processor);
            loaded.Dispose();
        }
    }

    /// <summary>Loads an object whose maps are so small that creating them takes almost no time.</summary>
    public static Counts LoadCounts() => Counts.Load(new() { Rodata = { WantedThread = (uint)Environment.ProcessId } });

    public static Calls Load() => Calls.Load(new() { Rodata = { WantedThread = (uint)Environment.ProcessId } });
}
