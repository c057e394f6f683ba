using System;
using System.Diagnostics;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using BpfGen.Agent.Cgroups;
using Xunit;

namespace BpfGen.Agent.Tests.Support;

/// <summary>A cgroup of a test. Its name separates its events from those of the rest of the machine.</summary>
internal sealed class TestCgroup : IDisposable
{
    private static int _count;

    private readonly string _folder;

    public TestCgroup(string? name = null)
    {
        AgentProcess.RequireKernel();
        var root = CgroupTree.FindRoot();
        Assert.SkipUnless(root is not null, "needs cgroup 2: mount -t cgroup2 none DIRECTORY");
        Name = name ?? $"bpfgen-agent-{Environment.ProcessId}-{Interlocked.Increment(ref _count)}";
        _folder = $"{root}/{Name}";
        Directory.CreateDirectory(_folder);
    }

    public string Name { get; }

    /// <summary>The label of the metrics of this cgroup.</summary>
    public string Label => $"cgroup=\"{Name}\"";

    /// <summary>Runs a script of a shell. The shell enters this cgroup before the first command.</summary>
    public async Task RunAsync(string script, string shell = "sh", string[]? before = null)
    {
        string[] all = [.. before ?? [], shell, "-c", $"exec 2>/dev/null; echo $$ >{_folder}/cgroup.procs; {script}"];
        using var process = Process.Start(new ProcessStartInfo(all[0], all[1..]) { RedirectStandardOutput = true })!;
        _ = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    public void Dispose()
    {
        // The kernel removes the last process of the cgroup a moment after it has ended.
        for (var i = 0; i < 100 && Directory.Exists(_folder); i++)
        {
            try
            {
                Directory.Delete(_folder);
            }
            catch (IOException)
            {
                Thread.Sleep(20);
            }
        }
    }
}
