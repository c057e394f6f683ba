using System;
using System.Linq;
using BpfGen.Generator.Tests.Support;
using Microsoft.CodeAnalysis;
using Xunit;

namespace BpfGen.Generator.Tests;

/// <summary>The oldest kernel that a project supports (BpfMinKernel), and the features that objects require.</summary>
public sealed class MinKernelTests
{
    [Fact]
    public void A_helper_that_is_newer_than_the_oldest_kernel_is_an_error()
    {
        using var project = new TestProject().WithProbe("btf/ring.o", ("BpfMinKernel", "5.4"));

        var messages = project.Run().Messages("BPFGEN062");

        Assert.Contains(messages, message => message.Contains(
            "calls bpf_ringbuf_reserve, which came with Linux 5.8; BpfMinKernel is 5.4", StringComparison.Ordinal));
    }

    [Fact]
    public void A_map_type_that_is_newer_than_the_oldest_kernel_is_an_error_that_names_the_map()
    {
        using var project = new TestProject().WithProbe("btf/ring.o", ("BpfMinKernel", "5.4"));

        Assert.Contains(
            "Map 'packets' has the type RingBuffer, which came with Linux 5.8; BpfMinKernel is 5.4", project.Run().Messages("BPFGEN062"));
    }

    [Theory]
    [InlineData("5.12")]
    [InlineData("6.12.3")]
    [InlineData("")]
    public void An_object_that_the_oldest_kernel_supports_has_no_error(string oldest)
    {
        using var project = new TestProject().WithProbe("btf/ring.o", ("BpfMinKernel", oldest));

        Assert.Empty(project.Run().Diagnostics);
    }

    [Fact]
    public void The_project_property_BpfMinKernel_applies_to_all_objects()
    {
        using var project = new TestProject().WithProbe("btf/ring.o").WithProperty("BpfMinKernel", "5.4");

        Assert.NotEmpty(project.Run().Messages("BPFGEN062"));
    }

    [Fact]
    public void BpfMinKernel_of_an_object_replaces_BpfMinKernel_of_the_project()
    {
        using var project = new TestProject().WithProbe("btf/ring.o", ("BpfMinKernel", "5.12")).WithProperty("BpfMinKernel", "5.4");

        Assert.Empty(project.Run().Diagnostics);
    }

    [Fact]
    public void A_feature_newer_than_the_oldest_kernel_is_only_a_note_for_an_optional_program()
    {
        using var project = new TestProject().WithProbe("tracing/hooks.o", ("BpfMinKernel", "5.4"));
        var run = project.Run();

        Assert.Empty(run.Errors);
        Assert.Contains(run.Messages("BPFGEN063"), message => message.StartsWith(
            "Program 'on_read' has the type Tracing, which came with Linux 5.5; BpfMinKernel is 5.4. It is optional",
            StringComparison.Ordinal));
    }

    [Fact]
    public void A_BpfMinKernel_that_is_not_a_version_is_an_error()
    {
        using var project = new TestProject().WithProbe("btf/ring.o", ("BpfMinKernel", "five"));

        Assert.Contains("write the version of a kernel, such as '5.10'", project.Run().Message("BPFGEN024"));
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("5.10", true)]
    [InlineData("5.17", false)]
    public void The_CO_RE_resolver_is_used_only_if_the_oldest_kernel_needs_it(string? oldest, bool isNeeded)
    {
        using var project = new TestProject().WithProbe("btf/core.o", oldest is null ? [] : [("BpfMinKernel", oldest)]);

        Assert.Equal(isNeeded, project.Run().Source.Contains("UseCoreResolver", StringComparison.Ordinal));
    }

    [Fact]
    public void The_generated_property_Requirements_compiles_and_lists_the_helpers()
    {
        using var project = new TestProject().WithProbe("btf/ring.o");
        var run = project.Run();
        run.Compile();

        Assert.Contains("public static global::BpfGen.ObjectRequirements Requirements => new(", run.Source);
        Assert.Contains("Helpers = [", run.Source);
    }
}
