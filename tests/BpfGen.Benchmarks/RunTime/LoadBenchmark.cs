using System;
using System.Diagnostics;

namespace BpfGen.Benchmarks;

/// <summary>Loads again and again: the first is what a program sees that loads once, the others what the loader itself costs.</summary>
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
