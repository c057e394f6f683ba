using System.Linq;
using BpfGen.Generator.Tests.Support;
using Microsoft.CodeAnalysis;
using Xunit;

namespace BpfGen.Generator.Tests;

/// <summary>
/// Types that an object exports by an unused pointer to them, constants of unnamed enumerations, and buffers without a record type.
/// </summary>
public sealed class ExportedTypeTests
{
    [Fact]
    public void A_global_pointer_that_no_program_uses_exports_its_type()
    {
        using var project = new TestProject().WithProbe("types/exported.o");

        var run = project.Run();

        Assert.Contains("struct Event", run.Source);
        Assert.Contains("public enum Colour : uint", run.Source);
        Assert.Empty(run.Diagnostics);
        run.Compile();
    }

    [Fact]
    public void A_global_pointer_that_a_program_uses_does_not_export_its_type()
    {
        var model = Linked.Probe("types/exported.o");

        // A program uses the object's second pointer, 'used'. If this pointer exported its struct, too, there would be two exported
        // structs, and the buffer would have no record type.
        Assert.Equal("Types.Event", model.Maps.Single(map => map.Name == "events").ValueName);
    }

    [Fact]
    public void The_only_exported_struct_is_the_record_type_of_the_only_buffer()
    {
        using var project = new TestProject().WithProbe("types/exported.o");

        Assert.Contains("global::BpfGen.RingBuffer<Types.Event> Events { get; }", project.Run().Source);
    }

    [Fact]
    public void An_exported_struct_is_not_the_record_type_if_the_object_has_two_buffers()
    {
        var model = Linked.Probe("types/records.o");

        Assert.Null(model.Maps.Single(map => map.Name == "mixed").ValueName);
        Assert.Null(model.Maps.Single(map => map.Name == "plain").ValueName);
    }

    [Fact]
    public void An_exported_struct_that_BpfRecords_assigns_to_one_buffer_is_not_the_record_type_of_another_buffer()
    {
        using var project = new TestProject()
            .WithObject("pings.o", Repository.Probe("hosting/pings.o"), ("BpfRecords", "ring:struct ping"));

        var source = project.Run().Source;

        Assert.Contains("global::BpfGen.RingBuffer<Types.Ping> Ring { get; }", source);
        Assert.Contains("global::BpfGen.PerfEventArray Perf { get; }", source);
    }

    [Fact]
    public void Values_of_an_unnamed_enumeration_become_CSharp_constants()
    {
        using var project = new TestProject().WithProbe("types/exported.o");

        var source = project.Run().Source;

        Assert.Contains("public static class Constants", source);
        Assert.Contains("public const uint MaxNames = 4;", source);
        Assert.Contains("public const uint NameLength = 16;", source);
        Assert.Contains("public const uint LargeNumber = 4294967295;", source);
    }

    [Fact]
    public void Numbers_in_map_definitions_do_not_become_CSharp_constants()
    {
        using var project = new TestProject().WithProbe("linking/arena.o");

        Assert.DoesNotContain("class Constants", project.Run().Source);
    }

    [Fact]
    public void The_note_about_a_buffer_without_a_record_type_shows_both_ways_to_set_the_type()
    {
        using var project = new TestProject().WithProbe("types/records.o");

        var run = project.Run();

        Assert.Equal(
            [
                "Ring buffer 'mixed' has no record type, so its records are bytes. Set BpfRecords=\"mixed:struct event\" on the "
                    + "AdditionalFiles item, with the name of your struct, or add __type(value, struct event) to the map's definition.",
                "Perf event array 'plain' has no record type, so its records are bytes. Set BpfRecords=\"plain:struct event\" on the "
                    + "AdditionalFiles item, with the name of your struct, or add __type(value, struct event) to the map's definition.",
            ],
            run.Messages("BPFGEN056"));
        Assert.All(run.Diagnostics, diagnostic => Assert.Equal(DiagnosticSeverity.Info, diagnostic.Severity));
    }

    [Fact]
    public void A_buffer_with_a_requested_record_type_causes_no_note()
    {
        using var project = new TestProject()
            .WithProbe("types/records.o", ("BpfRecords", "mixed:event; mixed:struct sample; plain:sample"));

        Assert.Empty(project.Run().Diagnostics);
    }

    [Fact]
    public void A_buffer_of_an_object_without_BTF_causes_no_note() => Assert.False(Linked.Probe("probe.o").HasTypes);
}
