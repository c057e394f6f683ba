using System;
using BpfGen.Tests;
using Xunit;

namespace BpfGen.Package.Tests.Support;

/// <summary>Prepares the machine for programs that trace the kernel.</summary>
internal static class Tracing
{
    /// <summary>Skips the test if the process is not root, and mounts tracefs if it is not mounted.</summary>
    public static void Required()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Requires root, or CAP_BPF and CAP_PERFMON.");
        KernelFileSystems.Mount();
    }
}
