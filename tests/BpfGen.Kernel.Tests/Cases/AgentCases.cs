using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using BpfGen.Kernel.Tests.Support;

namespace BpfGen.Kernel.Tests.Cases;

/// <summary>The probes of the agent, on kernels whose structs and tracepoints differ.</summary>
internal static class AgentCases
{
    public static IEnumerable<Case> All =>
    [
        new("agent: TCP connections", Tcp),
        new("agent: run-queue latency", RunQueue),
        new("agent: block I/O latency", BlockIo),
        new("agent: file opens", FileOpens),
        new("agent: executed programs", Execs),
    ];

    private static void Tcp()
    {
        using var probe = AgentTcp.Load();
        using var links = probe.Attach();
        Check.Same(2, links.Count, "links");
    }

    private static void RunQueue()
    {
        using var probe = AgentRunQueue.Load();
        using var links = probe.Attach();
        Check.Soon(
            () =>
            {
                Thread.Sleep(1);
                foreach (var cgroup in probe.Waits)
                {
                    if (cgroup != 0)
                    {
                        return true;
                    }
                }

                return false;
            },
            "waits of a cgroup are counted");
    }

    private static void BlockIo()
    {
        using var probe = AgentBlockIo.Load();
        using var links = probe.Attach();
        Check.Same(2, links.Count, "links");
    }

    private static void FileOpens()
    {
        using var probe = AgentFileOpens.Load();
        using (probe.Attach())
        {
            for (var i = 0; i < 10; i++)
            {
                File.OpenRead("/proc/self/stat").Dispose();
            }
        }

        ulong opened = 0;
        foreach (var key in probe.Processes)
        {
            _ = probe.Processes.TryGetValues(key, out var values);
            opened += values!.Aggregate(0UL, (sum, value) => sum + value.Opened);
        }

        Check.That(opened >= 10, $"at least 10 opens are counted: {opened}");
    }

    private static void Execs()
    {
        using var probe = AgentExecs.Load();
        using var links = probe.Attach();
        Check.Same(1, links.Count, "links");
    }
}
