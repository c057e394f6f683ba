using System;
using System.IO;
using System.Threading.Tasks;
using BpfGen.Runtime.Tests.Support;
using Xunit;

namespace BpfGen.Runtime.Tests;

/// <summary>
/// Methods that tell whether the running kernel has a function, symbol, tracepoint or module, or whether given kernel BTF contains a type.
/// </summary>
[Collection(KernelTests.Name)]
public sealed class KernelQuestionTests
{
    public KernelQuestionTests() => Kernel.Required();

    [Theory]
    [InlineData("task_struct", true)]
    [InlineData("bpf_attr", true)]
    [InlineData("atomic_t", true)]
    [InlineData("task_struct___old", true)]
    [InlineData("bpf_map_type", false)]
    [InlineData("u64", false)]
    [InlineData("no_such_struct", false)]
    public void HasStruct_finds_structs_unions_and_their_typedefs(string name, bool expected) =>
        Assert.Equal(expected, KernelBtf.OfRunningKernel().HasStruct(name));

    [Theory]
    [InlineData("task_struct", "pid", true)]
    [InlineData("task_struct", "se.vruntime", true)]
    [InlineData("atomic_t", "counter", true)]
    [InlineData("bpf_attr", "map_type", true)]
    [InlineData("sk_buff", "next", true)]
    [InlineData("task_struct", "se.no_such_field", false)]
    [InlineData("task_struct", "mm.pgd", false)]
    [InlineData("task_struct", "pid.x", false)]
    [InlineData("task_struct", "se.", false)]
    [InlineData("task_struct", "no_such_field", false)]
    [InlineData("no_such_struct", "pid", false)]
    public void HasField_finds_fields_by_path_and_inside_unnamed_members(string type, string path, bool expected) =>
        Assert.Equal(expected, KernelBtf.OfRunningKernel().HasField(type, path));

    [Theory]
    [InlineData("bpf_map_type", "BPF_MAP_TYPE_HASH", true)]
    [InlineData("bpf_map_type", "BPF_MAP_TYPE_NONE", false)]
    [InlineData("task_struct", "BPF_MAP_TYPE_HASH", false)]
    [InlineData("no_such_enum", "BPF_MAP_TYPE_HASH", false)]
    public void HasEnumValue_finds_values_of_an_enumeration(string type, string value, bool expected) =>
        Assert.Equal(expected, KernelBtf.OfRunningKernel().HasEnumValue(type, value));

    [Theory]
    [InlineData("vfs_read", true, false)]
    [InlineData("bpf_task_from_pid", true, true)]
    [InlineData("task_struct", false, false)]
    [InlineData("no_such_function", false, false)]
    public void HasFunction_finds_all_functions_and_HasKfunc_finds_only_kfuncs(string name, bool isFunction, bool isKfunc)
    {
        var kernel = KernelBtf.OfRunningKernel();

        Assert.Equal(isFunction, kernel.HasFunction(name));
        Assert.Equal(isKfunc, kernel.HasKfunc(name));
        Assert.Equal(isFunction, KernelFeatures.HasFunction(name));
    }

    [Fact]
    public void HasTracepoint_finds_tracepoints_by_name_and_by_category()
    {
        Assert.True(KernelBtf.OfRunningKernel().HasTracepoint("sched_switch"));
        Assert.False(KernelBtf.OfRunningKernel().HasTracepoint("vfs_read"));
        Assert.True(KernelFeatures.HasTracepoint("sched", "sched_switch"));
        Assert.False(KernelFeatures.HasTracepoint("sched", "sched_swich"));
        Assert.False(KernelFeatures.HasTracepoint("shed", "sched_switch"));
    }

    [Fact]
    public void HasSymbol_finds_variables_and_HasFunction_does_not_find_them()
    {
        Assert.True(KernelFeatures.HasSymbol("__start_rodata"));
        Assert.False(KernelFeatures.HasFunction("__start_rodata"));
        Assert.True(KernelFeatures.HasSymbol("vfs_read"));
        Assert.False(KernelFeatures.HasSymbol("no_such_symbol"));
    }

    [Fact]
    public void HasModule_finds_built_in_modules_that_have_parameters()
    {
        Assert.True(KernelFeatures.HasModule("kernel"));
        Assert.False(KernelFeatures.HasModule("no_such_module"));
    }

    [Fact]
    public void Empty_names_and_names_with_a_slash_throw_ArgumentException()
    {
        Assert.Throws<ArgumentException>(() => KernelFeatures.HasModule("../fs"));
        Assert.Throws<ArgumentException>(() => KernelFeatures.HasTracepoint("sched/sched_switch", ""));
        Assert.Throws<ArgumentException>(() => KernelFeatures.HasTracepoint("..", "events"));
        Assert.Throws<ArgumentException>(() => KernelFeatures.HasSymbol(""));
        Assert.Throws<ArgumentException>(() => KernelBtf.OfRunningKernel().HasStruct(""));
        Assert.Throws<ArgumentException>(() => KernelBtf.OfRunningKernel().HasField("task_struct", ""));
    }

    [Fact]
    public void KernelBtf_from_a_file_can_be_queried_from_many_threads()
    {
        using var file = KernelBtf.FromFile(Path.Combine(AppContext.BaseDirectory, "kernels", "kernel-moved.o"));

        Parallel.For(0, 16, _ =>
        {
            Assert.True(file.HasStruct("figure"));
            Assert.False(file.HasStruct("task_struct"));
            Assert.True(file.HasField("figure", "id"));
            Assert.False(file.HasField("figure", "pid"));
            Assert.True(file.HasEnumValue("color", "RED"));
            Assert.False(file.HasFunction("vfs_read"));
        });
    }

    [Fact]
    public void Queries_of_a_disposed_or_damaged_KernelBtf_throw()
    {
        var file = KernelBtf.FromFile(Path.Combine(AppContext.BaseDirectory, "kernels", "kernel-moved.o"));
        file.Dispose();

        Assert.Throws<ObjectDisposedException>(() => file.HasStruct("figure"));
    }
}
