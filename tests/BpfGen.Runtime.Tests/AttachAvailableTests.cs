using System;
using System.Linq;
using BpfGen.Runtime.Tests.Support;
using Xunit;

namespace BpfGen.Runtime.Tests;

/// <summary>Attaching to the hooks that the machine has, with a list of those that it does not have.</summary>
[Collection(KernelTests.Name)]
public sealed class AttachAvailableTests
{
    [Fact]
    public void An_object_attaches_what_exists_and_lists_what_does_not()
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
    public void An_object_whose_hooks_all_exist_misses_nothing()
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

    [Fact]
    public void A_list_of_kernel_functions_is_attached_as_far_as_they_exist()
    {
        Kernel.TraceFsRequired();
        Assert.SkipUnless(KernelFeatures.Has(KernelFeature.KprobeMultiLink), "needs CONFIG_FPROBE");
        using var tracer = KprobesMulti.Load();
        tracer.Bss.Process = (ulong)Environment.ProcessId;

        using (var link = tracer.OnStarts.AttachAvailable(
            ["bpfgen_nowhere", "__x64_sys_getpgid", "__arm64_sys_getpgid", "bpfgen_no*", "vfs_rea?"], out var missing, cookie: 3))
        {
            Assert.NotNull(link);
            Assert.Equal(3, missing.Count);
            Assert.Superset(new[] { "bpfgen_nowhere", "bpfgen_no*" }.ToHashSet(), missing.ToHashSet());
            Trigger.GetProcessGroup(1);
        }

        Assert.True(tracer.Bss.Starts > 0);
        Assert.Equal(3ul, tracer.Bss.Cookie);
        Assert.Null(tracer.OnStarts.AttachAvailable(["bpfgen_nowhere"], out var all));
        Assert.Equal(["bpfgen_nowhere"], all);
        Assert.Throws<ArgumentException>(() => tracer.OnStarts.AttachAvailable([], out _));
    }

    [Fact]
    public void A_list_of_functions_of_a_binary_is_attached_as_far_as_they_exist()
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
