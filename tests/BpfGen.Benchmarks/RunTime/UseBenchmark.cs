using System;
using System.Runtime.InteropServices;
using System.Threading;

namespace BpfGen.Benchmarks;

/// <summary>What a program does all day once it has loaded: looks up, receives records, reads variables.</summary>
internal static class UseBenchmark
{
    private const int Entries = 4096;
    private const int Records = 3584;
    private const int Reads = 1_000_000;

    /// <summary>Whatever is computed goes here, so that it is computed.</summary>
    public static ulong Sum { get; private set; }

    public static void Run(Calls calls, int count)
    {
        Lookups(calls, count);
        Drains(calls, count);
        Variables(calls, count);
    }

    private static void Lookups(Calls calls, int count)
    {
        for (var key = 0u; key < Entries; key++)
        {
            calls.Starts.Update(key, key);
        }

        for (var i = 0; i < count; i++)
        {
            var start = Measure.ProcessorTime();
            for (var key = 0u; key < Entries; key++)
            {
                if (!calls.Starts.TryGetValue(key, out var value))
                {
                    throw new InvalidOperationException("An entry is not there.");
                }

                Sum += value;
            }

            Measure.Row("lookup", (Measure.ProcessorTime() - start) / Entries);
        }
    }

    private static void Drains(Calls calls, int count)
    {
        using var links = calls.Attach();
        using var reader = calls.Events.OpenReader();
        for (var i = 0; i < count; i++)
        {
            for (var call = 0; call < Records; call++)
            {
                _ = Measure.Call(0);
            }

            var start = Measure.ProcessorTime();
            var taken = reader.Poll(TimeSpan.Zero, static record => Sum += MemoryMarshal.Read<ulong>(record));
            var time = Measure.ProcessorTime() - start;
            if (taken != Records)
            {
                throw new InvalidOperationException($"There were {taken} records, not {Records}; {calls.Bss.Calls} calls were seen, {calls.Bss.Lost} records found no room.");
            }

            Measure.Row("drain", time / taken);
        }
    }

    private static void Variables(Calls calls, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var total = 0ul;
            var start = Measure.ProcessorTime();
            ref var variable = ref calls.Bss.Calls;
            for (var read = 0; read < Reads; read++)
            {
                total += Volatile.Read(ref variable);
            }

            Measure.Row("variable", (Measure.ProcessorTime() - start) / Reads);
            Sum += total;
        }
    }
}
