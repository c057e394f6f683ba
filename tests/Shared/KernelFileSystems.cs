using System;
using System.Diagnostics;
using System.IO;

namespace BpfGen.Tests;

/// <summary>
/// Mounts the kernel file systems that tests need, because some machines do not mount them at startup. The file systems stay mounted,
/// because tests of other projects can run at the same time.
/// </summary>
internal static class KernelFileSystems
{
    public const string BpfFs = "/sys/fs/bpf";
    public const string TraceFs = "/sys/kernel/tracing";

    public static bool HasBpfFs => Has("bpf", BpfFs);

    public static bool HasTraceFs => Has("tracefs", TraceFs);

    /// <summary>Mounts both file systems, if they are not mounted and the process may mount them.</summary>
    public static void Mount()
    {
        if (Environment.IsPrivilegedProcess)
        {
            Mount("bpf", BpfFs);
            Mount("tracefs", TraceFs);
        }
    }

    private static void Mount(string type, string path)
    {
        if (Has(type, path))
        {
            return;
        }

        using var mount = Process.Start("mount", ["-t", type, type, path]);
        mount.WaitForExit();
        if (!Has(type, path))
        {
            throw new InvalidOperationException($"'mount -t {type} {type} {path}' failed with exit code {mount.ExitCode}.");
        }
    }

    private static bool Has(string type, string path) =>
        File.ReadAllText("/proc/mounts").Contains($" {path} {type} ", StringComparison.Ordinal);
}
