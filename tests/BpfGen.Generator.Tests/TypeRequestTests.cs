using BpfGen.Generator.Tests.Support;
using Microsoft.CodeAnalysis;
using Xunit;

namespace BpfGen.Generator.Tests;

/// <summary>Types that the project asks for, beside those that maps and variables reach.</summary>
public sealed class TypeRequestTests
{
    [Theory]
    [InlineData("struct __sk_buff")]
    [InlineData("__sk_buff")]
    public void A_type_is_made_when_it_is_asked_for(string type)
    {
        using var asking = new TestProject().WithProbe("types/records.o", ("BpfTypes", type));
        using var silent = new TestProject().WithProbe("types/records.o");

        Assert.Contains("public struct SkBuff", asking.Run().Source);
        Assert.DoesNotContain("SkBuff", silent.Run().Source);
    }

    [Fact]
    public void Attributes_ask_as_metadata_does()
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
    public void A_buffer_of_several_types_has_a_handle_without_one()
    {
        using var project = new TestProject().WithProbe("types/records.o", ("BpfRecords", "mixed:event; mixed:struct sample"));

        var run = project.Run();

        run.Compile();
        Assert.Contains("global::BpfGen.RingBuffer Mixed { get; }", run.Source);
    }

    [Fact]
    public void A_number_in_a_perf_event_array_is_no_record()
    {
        using var project = new TestProject().WithProbe("types/records.o");

        Assert.Contains("global::BpfGen.PerfEventArray Plain { get; }", project.Run().Source);
    }

    [Fact]
    public void A_type_that_is_not_there_is_an_error_with_the_nearest_name()
    {
        using var project = new TestProject().WithProbe("types/records.o", ("BpfTypes", "struct evnt"));

        Assert.Equal(
            "The type 'struct evnt' of records.o is not available: the object has no type of this name. Did you mean 'event'?", project.Run().Message("BPFGEN050"));
    }

    [Fact]
    public void The_error_stands_at_the_attribute()
    {
        using var project = new TestProject().WithProbe("types/records.o").WithSource("""
            [BpfGen.BpfObject("records.o"),
             BpfGen.BpfRecord("plain", "smaple")]
            internal sealed partial class Mine;
            """);

        Assert.Equal(1, project.Run().Only("BPFGEN050").Location.GetLineSpan().StartLinePosition.Line);
    }

    [Fact]
    public void An_object_without_types_says_so()
    {
        using var project = new TestProject().WithProbe("probe.o", ("BpfTypes", "event"));

        Assert.Contains("Compile it with -g", project.Run().Message("BPFGEN050"));
    }

    [Theory]
    [InlineData("nowhere:event", "BPFGEN007")]
    [InlineData("bss:event", "BPFGEN007")]
    [InlineData("events", "BPFGEN024")]
    public void Records_of_what_is_no_map_are_an_error(string records, string id)
    {
        using var project = new TestProject().WithProbe("types/records.o", ("BpfRecords", records));

        Assert.Equal([id], project.Run().Ids);
    }

    [Fact]
    public void Records_of_a_map_that_has_none_are_an_error()
    {
        using var project = new TestProject().WithProbe("btf/types.o", ("BpfRecords", "all:outer"));

        Assert.Contains("its type is Hash", project.Run().Message("BPFGEN051"));
    }

    [Fact]
    public void A_request_that_moves_reads_no_object_again()
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
