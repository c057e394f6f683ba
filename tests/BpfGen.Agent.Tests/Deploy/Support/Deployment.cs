using System;
using System.IO;
using System.Linq;
using BpfGen.Tests;
using Xunit;

namespace BpfGen.Agent.Tests.Deploy.Support;

/// <summary>The files of <c>samples/agent/deploy</c>, and what a test needs to run them.</summary>
internal static class Deployment
{
    /// <summary>The folder of the repository.</summary>
    public static string Repository { get; } = FindRepository();

    /// <summary>The built agent. The tests have it in their own folder, because they reference its project.</summary>
    public static string Agent { get; } = Path.Combine(AppContext.BaseDirectory, "bpfgen-agent");

    /// <summary>Returns the path of a file or folder below <c>samples/agent/deploy</c>.</summary>
    public static string PathOf(params string[] names) => Path.Combine([Repository, "samples", "agent", "deploy", .. names]);

    /// <summary>Whether this machine has a program.</summary>
    public static bool Has(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
        .Any(folder => File.Exists(Path.Combine(folder, program)));

    /// <summary>Skips the test if a program is missing on this machine.</summary>
    public static void Requires(params string[] programs)
    {
        var missing = programs.Where(program => !Has(program)).ToList();
        Assert.SkipUnless(missing.Count == 0, $"Requires {string.Join(", ", missing)}.");
    }

    /// <summary>Skips the test if the process may not load probes, and mounts the file systems that they need.</summary>
    public static void RequiresKernel()
    {
        var canLoad = Environment.IsPrivilegedProcess && File.Exists("/sys/kernel/btf/vmlinux");
        Assert.SkipUnless(canLoad, "Requires root and the types of the kernel.");
        KernelFileSystems.Mount();
    }

    private static string FindRepository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "BpfGen.sln")))
        {
            folder = folder.Parent!;
        }

        return folder.FullName;
    }
}
