using System;
using System.Diagnostics;
using System.Globalization;
using System.Threading;

namespace BpfGen.Kernel.Tests.Support;

/// <summary>
/// A second process of this program, which attaches two links, pins one of them, prints their ids, and waits until it is killed.
/// </summary>
internal static class KilledProcess
{
    public const string Argument = "--attach-and-wait";
    public const string PinPath = "/sys/fs/bpf/bpfgen-kept";

    /// <summary>The main function of the second process.</summary>
    public static void Run()
    {
        using var tracepoints = Tracepoints.Load();
        using var kept = tracepoints.OnRename.Attach();
        using var lost = tracepoints.OnAny.Attach("task_newtask");
        kept.Pin(PinPath);
        Console.WriteLine($"{kept.Id} {lost.Id}");
        Thread.Sleep(Timeout.Infinite);
    }

    /// <summary>Starts the second process and kills it.</summary>
    /// <returns>The ids of the pinned link and of the other link.</returns>
    public static (uint Kept, uint Lost) StartAndKill()
    {
        using var process = Process.Start(new ProcessStartInfo("/proc/self/exe", [Argument]) { RedirectStandardOutput = true })
            ?? throw new CheckException("starting the second process failed");
        var ids = (process.StandardOutput.ReadLine() ?? "").Split(' ');
        process.Kill();
        process.WaitForExit();
        Check.Same(2, ids.Length, "ids that the process prints");
        return (uint.Parse(ids[0], CultureInfo.InvariantCulture), uint.Parse(ids[1], CultureInfo.InvariantCulture));
    }
}
