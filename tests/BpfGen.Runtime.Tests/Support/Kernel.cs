using System.IO;
using BpfGen.Errors;
using Xunit;

namespace BpfGen.Runtime.Tests.Support;

/// <summary>Skips tests that need capabilities or file systems that the machine does not provide.</summary>
internal static class Kernel
{
    /// <summary>
    /// Skips the test, with a reason, if the process may not use eBPF. CI fails if tests were skipped although the process has the
    /// capabilities.
    /// </summary>
    public static void Required()
    {
        Assert.SkipUnless(System.OperatingSystem.IsLinux(), "needs Linux");
        Assert.SkipUnless(Has(Capability.Bpf), "needs CAP_BPF");
        Assert.SkipUnless(Has(Capability.Perfmon), "needs CAP_PERFMON");
        Assert.SkipUnless(Has(Capability.NetRaw), "needs CAP_NET_RAW");
    }

    /// <summary>Skips the test if the process may not configure networks, cgroups and namespaces.</summary>
    public static void NetworkRequired()
    {
        Required();
        Assert.SkipUnless(Has(Capability.NetAdmin), "needs CAP_NET_ADMIN");
        Assert.SkipUnless(Has(Capability.SysAdmin), "needs CAP_SYS_ADMIN");
    }

    /// <summary>Mounts bpffs if it is not mounted yet. Skips the test if the process may not mount it.</summary>
    public static void BpfFileSystemRequired() => FileSystemRequired("bpf", "/sys/fs/bpf");

    /// <summary>Mounts tracefs if it is not mounted yet. Skips the test if the process may not mount it.</summary>
    public static void TraceFsRequired() => FileSystemRequired("tracefs", "/sys/kernel/tracing");

    private static void FileSystemRequired(string type, string path)
    {
        Required();
        if (!File.ReadAllText("/proc/mounts").Contains($" {path} {type} "))
        {
            Assert.SkipUnless(Has(Capability.SysAdmin), $"needs CAP_SYS_ADMIN to mount {path}");
            using var mount = System.Diagnostics.Process.Start("mount", ["-t", type, type, path]);
            mount.WaitForExit();
            Assert.Equal(0, mount.ExitCode);
        }
    }

    private static bool Has(Capability capability) => Capabilities.Has(capability) || Capabilities.Has(Capability.SysAdmin);
}
