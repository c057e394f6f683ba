using BpfGen.Errors;
using BpfGen.Tests;
using Xunit;

namespace BpfGen.Runtime.Tests.Support;

/// <summary>Skips tests that need capabilities or file systems that the machine does not provide.</summary>
internal static class Kernel
{
    /// <summary>
    /// Skips the test, with a reason, if the process may not use eBPF. CI fails if a test is skipped although the process has the
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

    /// <summary>
    /// Skips the test if bpffs is not mounted. If the process may mount file systems, it is already mounted: see
    /// <see cref="MountedFileSystems"/>.
    /// </summary>
    public static void BpfFileSystemRequired()
    {
        Required();
        Assert.SkipUnless(KernelFileSystems.HasBpfFs, $"needs bpffs at {KernelFileSystems.BpfFs}, or root to mount it");
    }

    /// <summary>
    /// Skips the test if tracefs is not mounted. If the process may mount file systems, it is already mounted: see
    /// <see cref="MountedFileSystems"/>.
    /// </summary>
    public static void TraceFsRequired()
    {
        Required();
        Assert.SkipUnless(KernelFileSystems.HasTraceFs, $"needs tracefs at {KernelFileSystems.TraceFs}, or root to mount it");
    }

    private static bool Has(Capability capability) => Capabilities.Has(capability) || Capabilities.Has(Capability.SysAdmin);
}
