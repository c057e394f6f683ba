using System;
using System.Diagnostics;
using System.Globalization;
using System.Threading;

namespace BpfGen.Kernel.Tests.Support;

/// <summary>This program once more, which attaches, pins one of its links, says their ids, and waits to be killed.</summary>
internal static class KilledProcess
{
    public const string Argument = "--attach-and-wait";
    public const string PinPath = "/sys/fs/bpf/bpfgen-kept";

    /// <summary>What the process does.</summary>
    public static void Run()
    {
        using var tracepoints = Tracepoints.Load();
        using var kept = tracepoints.OnRename.Attach();
        using var lost = tracepoints.OnAny.Attach("task_newtask");
        kept.Pin(PinPath);
        Console.WriteLine($"{kept.Id} {lost.Id}");
        Thread.Sleep(Timeout.Infinite);
    }

    /// <summary>Starts it and kills it.</summary>
    /// <returns>The ids of the link that it pinned, and of the one that it did not.</returns>
    public static (uint Kept, uint Lost) StartAndKill()
    {
        using var process = Process.Start(new ProcessStartInfo("/proc/self/exe", [Argument]) { RedirectStandardOutput = true })
            ?? throw new CheckException("the process does not start");
        var ids = (process.StandardOutput.ReadLine() ?? "").Split(' ');
        process.Kill();
        process.WaitForExit();
        Check.Same(2, ids.Length, "ids that the process says");
        return (uint.Parse(ids[0], CultureInfo.InvariantCulture), uint.Parse(ids[1], CultureInfo.InvariantCulture));
    }
}
