using System;
using System.IO;
using System.Runtime.InteropServices;
using BpfGen.Interop;
using BpfGen.Loading;
using BpfGen.Runtime.Tests.Support;
using Xunit;

namespace BpfGen.Runtime.Tests;

/// <summary>Values of CO-RE relocations from the build, in a process that has no free file descriptor.</summary>
[CollectionDefinition(nameof(EmbeddedShortageTests), DisableParallelization = true)]
[Collection(nameof(EmbeddedShortageTests))]
public sealed unsafe partial class EmbeddedShortageTests
{
    private const int OpenFilesLimit = 7;

    /// <summary>One table without values, for the first kernel.</summary>
    private const ulong Packed = 0x0100;

    [Fact]
    public void The_values_for_another_kernel_of_the_same_release_are_not_used_if_the_BTF_of_the_running_kernel_cannot_be_opened()
    {
        Assert.SkipUnless(File.Exists("/sys/kernel/btf/vmlinux"), "needs a kernel with BTF");
        ulong[] other = [RunningKernel.Keys(size: 8).WithMachine];

        var during = WithoutDescriptors(() => EmbeddedRelocator.Find(other, [Packed], usual: null));
        var after = EmbeddedRelocator.Find(other, [Packed], usual: null);
        ulong[] own = [RunningKernel.Keys(new FileInfo("/sys/kernel/btf/vmlinux").Length).WithMachine];

        Assert.Null(during);
        Assert.Null(after);
        Assert.NotNull(EmbeddedRelocator.Find(own, [Packed], usual: null));
    }

    private static T WithoutDescriptors<T>(Func<T> action)
    {
        var before = stackalloc ulong[2];
        Assert.Equal(0, GetResourceLimit(OpenFilesLimit, before));
        var limits = stackalloc ulong[] { 0, before[1] };
        Assert.Equal(0, Libc.SetResourceLimit(OpenFilesLimit, limits));
        try
        {
            return action();
        }
        finally
        {
            Assert.Equal(0, Libc.SetResourceLimit(OpenFilesLimit, before));
        }
    }

    [LibraryImport("libc", EntryPoint = "getrlimit")]
    private static partial int GetResourceLimit(int resource, ulong* limits);
}
