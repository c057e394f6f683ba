using System.Linq;
using BpfGen.Generator.Tests.Support;
using Microsoft.CodeAnalysis;
using Xunit;

namespace BpfGen.Generator.Tests;

/// <summary>Types that a project requests in addition to the types that maps and variables use.</summary>
public sealed class TypeRequestTests
{
    [Theory]
    [InlineData("struct __sk_buff")]
    [InlineData("__sk_buff")]
    public void A_type_that_the_project_requests_is_generated(string type)
    {
        using var withRequest = new TestProject().WithProbe("types/records.o", ("BpfTypes", type));
        using var withoutRequest = new TestProject().WithProbe("types/records.o");

        Assert.Contains("public struct SkBuff", withRequest.Run().Source);
        Assert.DoesNotContain("SkBuff", withoutRequest.Run().Source);
    }

    [Fact]
    public void Attributes_can_request_types_and_set_the_record_type_of_a_buffer()
    {
        using var project = new TestProject().WithProbe("types/records.o").WithSource("""
            [BpfGen.BpfObject("records.o"), BpfGen.BpfType("struct __sk_buff"), BpfGen.BpfRecord("plain", "sample")]
            internal sealed partial class Mine;
            """);

        var run = project.Run();

        run.Compile();
        Assert.Contains("public struct SkBuff", run.Source);
        Assert.Contains("global::BpfGen.PerfEventArray<Types.Sample> Plain { get; }", run.Source);
    }

    [Fact]
    public void A_buffer_with_several_record_types_has_an_untyped_property()
    {
        using var project = new TestProject().WithProbe("types/records.o", ("BpfRecords", "mixed:event; mixed:struct sample"));

        var run = project.Run();

        run.Compile();
        Assert.Contains("global::BpfGen.RingBuffer Mixed { get; }", run.Source);
    }

    [Fact]
    public void The_value_type_of_a_perf_event_array_is_not_its_record_type()
    {
        using var project = new TestProject().WithProbe("types/records.o");

        Assert.Contains("global::BpfGen.PerfEventArray Plain { get; }", project.Run().Source);
    }

    [Fact]
    public void A_requested_type_that_does_not_exist_is_an_error_that_suggests_the_nearest_name()
    {
        using var project = new TestProject().WithProbe("types/records.o", ("BpfTypes", "struct evnt"));

        Assert.Equal(
            "The type 'struct evnt' of records.o is not available: the object has no type of this name. Did you mean 'event'?",
            project.Run().Message("BPFGEN050"));
    }

    [Fact]
    public void A_type_in_an_attribute_that_does_not_exist_is_reported_at_the_attribute()
    {
        using var project = new TestProject().WithProbe("types/records.o").WithSource("""
            [BpfGen.BpfObject("records.o"),
             BpfGen.BpfRecord("plain", "smaple")]
            internal sealed partial class Mine;
            """);

        Assert.Equal(1, project.Run().Only("BPFGEN050").Location.GetLineSpan().StartLinePosition.Line);
    }

    [Fact]
    public void The_error_for_a_type_of_an_object_without_BTF_suggests_compiling_with_BTF()
    {
        using var project = new TestProject().WithProbe("probe.o", ("BpfTypes", "event"));

        Assert.Contains("Compile it with -g", project.Run().Message("BPFGEN050"));
    }

    [Theory]
    [InlineData("nowhere:event", "BPFGEN007")]
    [InlineData("bss:event", "BPFGEN007")]
    [InlineData("events", "BPFGEN024")]
    public void Invalid_record_metadata_is_an_error(string records, string id)
    {
        using var project = new TestProject().WithProbe("types/records.o", ("BpfRecords", records));

        Assert.Equal([id], project.Run().Errors.Select(error => error.Id));
    }

    [Fact]
    public void A_record_type_for_a_map_without_records_is_an_error()
    {
        using var project = new TestProject().WithProbe("btf/types.o", ("BpfRecords", "all:outer"));

        Assert.Contains("its type is Hash", project.Run().Message("BPFGEN051"));
    }

    [Fact]
    public void Moving_an_attribute_that_requests_a_type_does_not_read_objects_again()
    {
        const string Source = "[BpfGen.BpfObject(\"records.o\"), BpfGen.BpfType(\"sample\")] internal sealed partial class Mine;";
        using var project = new TestProject().WithProbe("types/records.o").WithSource(Source);
        var run = project.Run();
        var compilation = project.Compilation();

        var again = run.RunAgain(compilation.ReplaceSyntaxTree(
            compilation.SyntaxTrees[0], TestProject.Parse("\n\n" + Source, compilation.SyntaxTrees[0].FilePath)));

        Assert.Equal([IncrementalStepRunReason.Cached], again.Reasons(TrackingNames.Objects));
    }
}
