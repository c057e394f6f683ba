using System;
using System.Runtime.InteropServices;
using System.Threading;
using BpfGen.Tests;
using Xunit;

namespace BpfGen.Hosting.Tests.Support;

/// <summary>Causes the events that the probes <c>pings.o</c> and <c>counts.o</c> see.</summary>
internal static partial class Ping
{
    /// <summary>Calls getpgid with the numbers from 0 to <paramref name="count"/> - 1.</summary>
    public static void Send(int count)
    {
        for (var i = 0; i < count; i++)
        {
            _ = GetPgid(i);
        }
    }

    /// <summary>Calls getpgid with each of the numbers.</summary>
    public static void SendEach(params ReadOnlySpan<int> numbers)
    {
        foreach (var number in numbers)
        {
            _ = GetPgid(number);
        }
    }

    /// <summary>Calls getpgid with the numbers from 0 to <paramref name="count"/> - 1, on each CPU.</summary>
    /// <returns>The number of CPUs.</returns>
    public static int SendOnEachCpu(int count)
    {
        for (var cpu = 0; cpu < Environment.ProcessorCount; cpu++)
        {
            var mask = 1UL << cpu;
            var thread = new Thread(() =>
            {
                Assert.Equal(0, SetAffinity(0, sizeof(ulong), in mask));
                Send(count);
            });
            thread.Start();
            thread.Join();
        }

        return Environment.ProcessorCount;
    }

    /// <summary>Sets the load options so that the probe records only the calls of this process.</summary>
    public static void OfThisProcess(Pings.LoadOptions options) => options.Rodata.Process = (uint)Environment.ProcessId;

    /// <summary>Skips the test if the process is not root, and mounts tracefs if it is not mounted.</summary>
    public static void KernelRequired()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        KernelFileSystems.Mount();
    }

    [LibraryImport("libc", EntryPoint = "sched_setaffinity")]
    private static partial int SetAffinity(int thread, nint size, in ulong mask);

    [LibraryImport("libc", EntryPoint = "getpgid")]
    private static partial int GetPgid(int process);
}
