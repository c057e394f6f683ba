using System;
using System.Linq;
using BpfGen.Errors;
using BpfGen.Runtime.Tests.Support;
using Xunit;

namespace BpfGen.Runtime.Tests;

/// <summary>Errors about misspelled names suggest similar names that exist.</summary>
[Collection(KernelTests.Name)]
public sealed class NearestNameTests
{
    [Theory]
    [InlineData("mallok", "malloc free calloc", " Did you mean 'malloc'?")]
    [InlineData("vfs_raed", "vfs_read vfs_reads vfs_write", " Did you mean 'vfs_read'?")]
    [InlineData("do_filp_open", "do_filp_open.isra.0 do_exit", " Did you mean 'do_filp_open.isra.0'?")]
    [InlineData("sys_openat", "__x64_sys_openat sys_nothing_like_it", " Did you mean '__x64_sys_openat'?")]
    [InlineData("Read", "read red", " Did you mean 'read'?")]
    [InlineData("abcd", "abce abcf abcg abch abce", " Did you mean 'abce', 'abcf' or 'abcg'?")]
    [InlineData("lo", "eth0 wlan0", "")]
    public void NearestNames_suggests_the_names_with_the_fewest_differences(string wanted, string existing, string question)
    {
        var nearest = new NearestNames(wanted);
        existing.Split(' ').ToList().ForEach(nearest.Offer);

        Assert.Equal(question, nearest.Question);
    }

    [Fact]
    public void A_very_long_name_gets_no_suggestion()
    {
        var nearest = new NearestNames(new string('a', 5_000));
        nearest.Offer(new string('a', 4_999));
        nearest.Offer("");

        Assert.Equal("", nearest.Question);
    }

    [Fact]
    public void The_error_for_a_misspelt_library_function_suggests_the_right_name()
    {
        Kernel.Required();
        using var library = new ProbedLibrary();
        using var tracer = Uprobes.Load();
        using var many = UprobesMulti.Load();

        var one = Assert.Throws<BpfException>(() => tracer.OnStart.Attach("libc.so.6", "getpgidd"));
        var named = Assert.Throws<BpfException>(() => many.OnStarts.Attach("libc.so.6", "getpgdi"));

        Assert.Contains("Did you mean 'getpgid'", one.Message);
        Assert.Contains("Did you mean 'getpgid'", named.Message);
    }

    [Fact]
    public void The_error_for_a_misspelt_tracepoint_suggests_the_right_name()
    {
        Kernel.TraceFsRequired();
        using var tracer = Tracepoints.Load();

        Assert.EndsWith(
            "Did you mean 'sched/sched_switch'?",
            Assert.Throws<BpfException>(() => tracer.OnGetpgid.Attach("sched", "sched_swich")).Message);
        Assert.EndsWith(
            "Did you mean 'syscalls/sys_enter_getpgid'?",
            Assert.Throws<BpfException>(() => tracer.OnGetpgid.Attach("syscall", "sys_enter_getpgid")).Message);
        Assert.EndsWith(
            "Did you mean 'sched_switch'?", Assert.Throws<BpfException>(() => tracer.OnAny.Attach("sched_swtich")).Message);
    }

    [Fact]
    public void The_error_for_a_misspelt_kernel_function_suggests_the_right_name()
    {
        Kernel.Required();

        Assert.Contains("'vfs_read'", BpfGen.Symbols.KernelNames.Nearest("vfs_raed"));
    }

    [Fact]
    public void The_error_for_a_misspelt_attach_target_suggests_the_right_name()
    {
        Kernel.Required();

        var tracepoint = Assert.Throws<BpfException>(
            static () => Bound.Load(new() { Programs = { OnRename = { AttachTarget = "task_renam" } } }).Dispose());

        Assert.Null(tracepoint.Errno);
        Assert.EndsWith("Did you mean 'task_rename'?", tracepoint.Message);
    }

    [Fact]
    public void The_error_for_a_misspelt_USDT_probe_suggests_the_right_name()
    {
        Kernel.Required();
        using var library = new ProbedLibrary();
        using var tracer = Usdt.Load();

        var exception = Assert.Throws<BpfException>(() => tracer.OnWork.Attach(library.Path, "bpfgen", "wrok"));

        Assert.Null(exception.Errno);
        Assert.EndsWith("has no USDT probe bpfgen:wrok. 'readelf -n' lists its probes. Did you mean 'bpfgen:work'?", exception.Message);
    }
}
