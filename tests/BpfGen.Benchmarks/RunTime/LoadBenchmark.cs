using System;
using System.Diagnostics;

namespace BpfGen.Benchmarks;

/// <summary>
/// Loads an object repeatedly. The first load shows the cost for a program that loads once; the others show the cost of the loader itself.
/// </summary>
internal static class LoadBenchmark
{
    public static void Run(int count)
    {
        for (var i = 0; i < count; i++)
        {
            var processor = Measure.ProcessorTime();
            var start = Stopwatch.GetTimestamp();
            var calls = Load();
            var time = Measure.Since(start);
            processor = Measure.ProcessorTime() - processor;
            Measure.Row(i == 0 ? "load-first" : "load-again", time);
            Measure.Row(i == 0 ? "load-first-cpu" : "load-again-cpu", processor);
            calls.Dispose();
        }
    }

    public static Calls Load() => Calls.Load(new() { Rodata = { WantedThread = (uint)Environment.ProcessId } });
}
