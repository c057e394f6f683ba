using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Runtime.InteropServices;

namespace BpfGen.Benchmarks;

/// <summary>
/// Measures with the same clocks as the C programs in <c>peers/</c>, and prints rows in the same format. An instance measures the processor
/// time and the managed allocations between <see cref="Start"/> and <see cref="End"/>.
/// </summary>
internal readonly unsafe partial struct Measure
{
    private const int ProcessTime = 2;

    private readonly double _processor;
    private readonly long _allocated;

    private Measure(double processor, long allocated)
    {
        _processor = processor;
        _allocated = allocated;
    }

    public static Measure Start()
    {
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        return new(ProcessorTime(), allocated);
    }

    /// <summary>Ends the measurement, and prints a row with the nanoseconds per operation and a row with the allocated bytes.</summary>
    /// <param name="name">The name of the row.</param>
    /// <param name="times">The number of operations that were measured.</param>
    public void End(string name, int times = 1)
    {
        var time = ProcessorTime() - _processor;
        var allocated = GC.GetAllocatedBytesForCurrentThread() - _allocated;
        Row(name, time / times);
        Row(name + "-bytes", allocated);
    }

    public static void Row(string name, double value) =>
        Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name} {value:F3}"));

    /// <summary>Returns the nanoseconds since a timestamp.</summary>
    public static double Since(long start) => Stopwatch.GetElapsedTime(start).TotalNanoseconds;

    /// <summary>Returns the processor time of the process in nanoseconds.</summary>
    public static double ProcessorTime()
    {
        var time = stackalloc long[2];
        _ = GetTime(ProcessTime, time);
        return (time[0] * 1e9) + time[1];
    }

    /// <summary>Prints the peak memory use of the process (<c>VmHWM</c>) in KiB.</summary>
    public static void PeakMemory()
    {
        foreach (var line in File.ReadLines("/proc/self/status"))
        {
            if (line.StartsWith("VmHWM:", StringComparison.Ordinal))
            {
                Row("memory", double.Parse(line.AsSpan(6).Trim().TrimEnd("kB").Trim(), CultureInfo.InvariantCulture));
            }
        }
    }

    /// <summary>Calls <c>getpgid</c>, which the probes trace. The kernel does almost nothing in this system call.</summary>
    public static void Call(int times)
    {
        for (var i = 0; i < times; i++)
        {
            _ = GetGroup(0);
        }
    }

    [LibraryImport("libc", EntryPoint = "getpgid")]
    private static partial int GetGroup(int process);

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int GetTime(int clock, long* time);
}
