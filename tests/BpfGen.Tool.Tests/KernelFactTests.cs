extern alias runtime;

using System;
using System.IO;
using System.Runtime.Versioning;
using BpfGen.Testing.Kernels;
using Xunit;

namespace BpfGen.Tool.Tests;

/// <summary>A test that runs in a virtual machine. It is the only one, because a machine starts slowly.</summary>
[SupportedOSPlatform("linux")]
public sealed class KernelFactTests(ITestOutputHelper output)
{
    /// <summary>Both rows run in the same machine.</summary>
    [KernelTheory("6.12")]
    [InlineData("BPF_MAP_TYPE_ARRAY")]
    [InlineData("/sys/fs/bpf")]
    public void A_test_runs_as_root_on_the_kernel_of_its_attribute(string subject)
    {
        output.WriteLine(subject);

        Assert.Equal((6, 12), (Environment.OSVersion.Version.Major, Environment.OSVersion.Version.Minor));
        Assert.True(Environment.IsPrivilegedProcess);
        Assert.Equal("root", Environment.UserName);
        if (subject[0] == '/')
        {
            Assert.True(Directory.Exists(subject));
            return;
        }

        using var map = runtime::BpfGen.ArrayMap<ulong>.Create(4);
        map[3] = 7;
        Assert.Equal(7ul, map[3]);
    }
}
