using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Runtime.InteropServices;

namespace BpfGen.Benchmarks;

/// <summary>
/// What the C programs measure with, once more: the same clocks, and the same rows on standard output. One of these is a stretch that is being measured: its
/// processor time, and what it allocates.
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

    /// <summary>Ends it, and prints a row of nanoseconds and one of bytes.</summary>
    /// <param name="name">What it was.</param>
    /// <param name="times">How often that was done.</param>
    public void End(string name, int times = 1)
    {
        var time = ProcessorTime() - _processor;
        var allocated = GC.GetAllocatedBytesForCurrentThread() - _allocated;
        Row(name, time / times);
        Row(name + "-bytes", allocated);
    }

    public static void Row(string name, double value) => Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name} {value:F3}"));

    /// <summary>The nanoseconds since a time stamp.</summary>
    public static double Since(long start) => Stopwatch.GetElapsedTime(start).TotalNanoseconds;

    /// <summary>The nanoseconds that the process has had of a CPU.</summary>
    public static double ProcessorTime()
    {
        var time = stackalloc long[2];
        _ = GetTime(ProcessTime, time);
        return (time[0] * 1e9) + time[1];
    }

    /// <summary>The most memory that the process ever had in use, in KiB.</summary>
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

    /// <summary>Makes the call that the probes look at, which the kernel answers without doing anything.</summary>
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
