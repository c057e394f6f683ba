using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Runtime.InteropServices;

namespace BpfGen.Benchmarks;

/// <summary>What the C programs measure with, once more: the same clocks, and the same rows on standard output.</summary>
internal static unsafe partial class Measure
{
    private const int ProcessTime = 2;

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

    /// <summary>The call that the probe looks at, which the kernel answers without doing anything.</summary>
    [LibraryImport("libc", EntryPoint = "getpgid")]
    public static partial int Call(int process);

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int GetTime(int clock, long* time);
}
