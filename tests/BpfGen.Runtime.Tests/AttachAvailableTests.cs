using System;
using System.Linq;
using BpfGen.Runtime.Tests.Support;
using BpfGen.Symbols;
using Xunit;

namespace BpfGen.Runtime.Tests;

/// <summary><c>AttachAvailable</c> attaches to the hooks that the machine has, and lists the hooks that it does not have.</summary>
[Collection(KernelTests.Name)]
public sealed class AttachAvailableTests
{
    [Fact]
    public void AttachAvailable_attaches_programs_whose_hooks_exist_and_lists_the_other_programs()
    {
        Kernel.Required();
        using var tracer = Nowhere.Load();
        using var links = tracer.AttachAvailable();

        var link = Assert.IsType<KernelLink>(Assert.Single(links));
        Assert.Equal(tracer.Somewhere.Id, link.Info.ProgramId);
        var missing = Assert.Single(links.Missing);
        Assert.Equal(("nowhere", "bpfgen_nowhere"), (missing.Name, missing.Target));
        Assert.Contains("bpfgen_nowhere", missing.Reason.Message);
        Assert.Throws<InvalidOperationException>(() => tracer.AttachAvailable());
        Assert.Throws<InvalidOperationException>(() => tracer.Attach());
    }

    [Fact]
    public void AttachAvailable_returns_an_empty_list_of_missing_hooks_if_all_hooks_exist()
    {
        Kernel.Required();
        using var tracer = Tracepoints.Load();
        using var available = tracer.AttachAvailable();
        var count = available.Count;
        available.Dispose();
        using var all = tracer.Attach();

        Assert.Equal(all.Count, count);
        Assert.Empty(available.Missing);
        Assert.Empty(all.Missing);
    }

    /// <summary>
    /// This test only finds the functions. It does not attach a program to them, because such a link requires CONFIG_FPROBE. The tests in
    /// virtual machines attach a program.
    /// </summary>
    [Fact]
    public void TraceableFunctions_Find_returns_the_functions_in_a_list_that_the_kernel_can_trace()
    {
        string[] kernel = ["vfs_read", "vfs_readv", "vfs_write", "vfs_write", "tcp_cong [tcp_bbr]", "vfs"];
        var found = TraceableFunctions.Find(
            ["bpfgen_nowhere", "vfs_read", "bpfgen_no*", "vfs_w*", "tcp_cong", "vfs_read"], kernel, out var missing);

        Assert.Equal(["tcp_cong", "vfs_read", "vfs_write"], found.Order(StringComparer.Ordinal));
        Assert.Equal(["bpfgen_no*", "bpfgen_nowhere"], missing.Order(StringComparer.Ordinal));
        Assert.Empty(TraceableFunctions.Find(["bpfgen_nowhere"], kernel, out missing));
        Assert.Equal(["bpfgen_nowhere"], missing);
    }

    [Fact]
    public void AttachAvailable_attaches_to_the_functions_in_a_list_that_the_binary_contains()
    {
        Kernel.Required();
        using var library = new ProbedLibrary();
        using var tracer = UprobesMulti.Load();

        using (var link = tracer.OnStarts.AttachAvailable(
            library.Path, ["probed_one", "nowhere", "probed_t*", "no_*", "probed_two"], out var missing, cookie: 5))
        {
            Assert.NotNull(link);
            Assert.Equal(["nowhere", "no_*"], missing);
            Assert.Equal((2, 3, 4), (library.Call(0, 1), library.Call(1, 1), library.Call(2, 1)));
        }

        Assert.Equal((3ul, 15ul), (tracer.Bss.Starts, tracer.Bss.Cookies));
        Assert.Null(tracer.OnStarts.AttachAvailable(library.Path, ["nowhere"], out _));
        Assert.Throws<BpfException>(() => tracer.OnStarts.AttachAvailable("/nowhere.so", ["nowhere"], out _));
    }
}
